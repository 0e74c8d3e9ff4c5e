/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.detour.proxy.failures;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many exchanges at the same time: all requests are sent before the first response comes.
 */
class ConcurrencyTests extends AbstractFailureTests {

	@Test
	void getsWhenFirstPeerIsDownAreAllAnswered() throws Exception {
		Gate gate = new Gate();
		try (ClosedPort dead = ClosedPort.take(); ScriptedUpstream live = ScriptedUpstream.start()) {
			live.always(Script.readRequest().thenStall(gate).thenRespond(200).body("ok"));
			Path path = failover(dead, live);
			List<RawResponse> responses = exchangeAll(1000, live, gate,
					(i) -> RawRequest.head("GET", path.name() + "/" + i));
			assertThat(responses).hasSize(1000).allMatch((response) -> response.status() == 200);
			assertThat(byTarget(live)).hasSize(1000);
		}
	}

	@Test
	void putsWhenFirstPeerIsDownAreAllAnsweredAndArriveWhole() throws Exception {
		Gate gate = new Gate();
		try (ClosedPort dead = ClosedPort.take(); ScriptedUpstream live = ScriptedUpstream.start()) {
			live.always(Script.readRequest().thenStall(gate).thenRespond(200).body("ok"));
			Path path = failover(dead, live);
			List<RawResponse> responses = exchangeAll(1000, live, gate,
					(i) -> RawRequest.withBody("PUT", path.name() + "/" + i, content(i)));
			assertThat(responses).hasSize(1000).allMatch((response) -> response.status() == 200);
			Map<String, List<RecordedRequest>> requests = byTarget(live);
			for (int i = 0; i < 1000; i++) {
				List<RecordedRequest> seen = requests.get(path.name() + "/" + i);
				assertThat(seen).hasSize(1);
				assertThat(seen.get(0).body().text()).isEqualTo(content(i));
			}
		}
		assertThat(gateway.replayMemory().used()).isZero();
	}

	@Test
	void putsWhenFirstPeerResetsAfterReadingArriveWholeAtTheSecond() throws Exception {
		Gate gate = new Gate();
		try (ScriptedUpstream first = ScriptedUpstream.start(); ScriptedUpstream live = ScriptedUpstream.start()) {
			first.always(Script.readRequest().thenReset());
			live.always(Script.readRequest().thenStall(gate).thenRespond(200).body("ok"));
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure(FailureDecision.retry()));
			List<RawResponse> responses = exchangeAll(500, live, gate,
					(i) -> RawRequest.withBody("PUT", path.name() + "/" + i, content(i)));
			assertThat(responses).allMatch((response) -> response.status() == 200);
			for (RecordedRequest request : live.requests()) {
				int i = Integer.parseInt(request.target().substring(request.target().lastIndexOf('/') + 1));
				assertThat(request.body().text()).isEqualTo(content(i));
			}
			assertThat(byTarget(live)).hasSize(500);
		}
	}

	@Test
	void postsWhenFirstPeerResetsAfterReadingReachNoSecondPeer() throws Exception {
		try (ScriptedUpstream first = ScriptedUpstream.start(); ScriptedUpstream live = ScriptedUpstream.start()) {
			Gate gate = new Gate();
			first.always(Script.readRequest().thenStall(gate).thenReset());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure(FailureDecision.retry()));
			List<RawResponse> responses = exchangeAll(500, first, gate,
					(i) -> RawRequest.withBody("POST", path.name() + "/" + i, content(i)));
			assertThat(responses).hasSize(500).allMatch((response) -> response.status() == 502);
			assertThat(byTarget(first)).hasSize(500).allSatisfy((target, seen) -> assertThat(seen).hasSize(1));
			assertThat(live.requests()).isEmpty();
		}
	}

	private static Path failover(ClosedPort dead, ScriptedUpstream live) {
		return gateway
			.path(TestHooks.peers(Peer.http("127.0.0.1", dead.port()), peer(live)).onFailure(FailureDecision.retry()));
	}

	private static List<RawResponse> exchangeAll(int count, ScriptedUpstream upstream, Gate gate,
			IntFunction<String> request) throws Exception {
		List<RawClient> clients = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> sent = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				RawClient client = gateway.connect();
				clients.add(client);
				String text = request.apply(i);
				sent.add(threads.submit(() -> client.send(text)));
			}
			for (Future<?> future : sent) {
				future.get();
			}
			upstream.awaitRequests(count);
			gate.open();
			List<RawResponse> responses = new ArrayList<>();
			for (RawClient client : clients) {
				responses.add(client.readResponse());
			}
			return responses;
		}
		finally {
			gate.open();
			threads.shutdownNow();
			clients.forEach(RawClient::close);
		}
	}

	private static Map<String, List<RecordedRequest>> byTarget(ScriptedUpstream upstream) {
		Map<String, List<RecordedRequest>> requests = new HashMap<>();
		for (RecordedRequest request : upstream.requests()) {
			requests.computeIfAbsent(request.target(), (target) -> new ArrayList<>()).add(request);
		}
		return requests;
	}

	private static String content(int number) {
		return (number + ":" + Content.text(1024)).substring(0, 1024);
	}

	private static Peer peer(ScriptedUpstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

}
