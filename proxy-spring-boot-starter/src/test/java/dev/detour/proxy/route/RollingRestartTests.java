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

package dev.detour.proxy.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills and restarts each peer of a group in turn, under load.
 */
@Tag("slow")
class RollingRestartTests {

	private static final int CLIENTS = 4;

	private static final int EXCHANGES = 200;

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicBoolean stopped = new AtomicBoolean();

	private final Queue<String> lost = new ConcurrentLinkedQueue<>();

	@Test
	void restartLosesNoGetAndDuplicatesNoPost() throws Exception {
		List<ScriptedUpstream> all = new ArrayList<>();
		List<ScriptedUpstream> running = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			running.add(started(all, 0));
		}
		String peers = running.stream().map((peer) -> peer.uri().toString()).collect(Collectors.joining(","));
		ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
		try (TestGateway gateway = TestGateway.start(Nothing.class, "proxy.routes.a.path=/**",
				"proxy.routes.a.peers=" + peers, "proxy.routes.a.outlier.ejection.base=100ms",
				"proxy.routes.a.outlier.ejection.max=200ms")) {
			List<Future<?>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				int client = i;
				clients.add(executor.submit(() -> load(gateway.port(), client)));
			}
			for (int i = 0; i < running.size(); i++) {
				ScriptedUpstream peer = running.get(i);
				awaitExchanges();
				peer.kill();
				awaitExchanges();
				running.set(i, started(all, peer.port()));
			}
			Awaitility.await().until(() -> running.stream().noneMatch((peer) -> peer.requests().isEmpty()));
			this.stopped.set(true);
			for (Future<?> client : clients) {
				client.get();
			}
			assertThat(this.lost).isEmpty();
			Map<String, Long> posts = all.stream()
				.flatMap((peer) -> peer.requests().stream())
				.filter((request) -> request.method().equals("POST"))
				.collect(Collectors.groupingBy(RecordedRequest::target, Collectors.counting()));
			assertThat(posts).hasSizeGreaterThan(EXCHANGES).allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
		}
		finally {
			this.stopped.set(true);
			executor.shutdownNow();
			running.forEach(ScriptedUpstream::close);
		}
	}

	private static ScriptedUpstream started(List<ScriptedUpstream> all, int port) {
		ScriptedUpstream upstream = ScriptedUpstream.start(UpstreamOptions.defaults().withPort(port))
			.always(Script.respond(200).body("ok"));
		all.add(upstream);
		return upstream;
	}

	private void awaitExchanges() {
		int target = this.answered.get() + EXCHANGES;
		Awaitility.await().until(() -> this.answered.get() >= target);
	}

	private void load(int port, int client) {
		for (int i = 0; !this.stopped.get(); i++) {
			String id = "/" + client + "/" + i;
			int status = exchange(port, (connection) -> connection.get("/get" + id));
			if (status != 200) {
				this.lost.add(id + ": " + status);
			}
			// One that a dying peer may have acted on is not repeated, and fails.
			exchange(port, (connection) -> connection.post("/post" + id, "content"));
			this.answered.addAndGet(2);
		}
	}

	private static int exchange(int port, Function<RawClient, RawResponse> request) {
		try (RawClient connection = RawClient.connect(port)) {
			return request.apply(connection).status();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
