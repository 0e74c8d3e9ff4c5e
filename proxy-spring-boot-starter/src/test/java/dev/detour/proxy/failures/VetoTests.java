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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every reason for a veto that HTTP/1.1 can reach. Deadline and budget are not set here.
 */
class VetoTests extends AbstractFailureTests {

	private static final FailureDecision RETRY = FailureDecision.retry();

	@Test
	void retryWhenResponseIsCommittedIsVetoed() {
		try (ScriptedUpstream first = ScriptedUpstream.start(); ScriptedUpstream live = ScriptedUpstream.start()) {
			first.always(Script.respond(200).chunks("some", "more").withoutLastChunk().thenClose());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure(RETRY));
			try (RawClient client = gateway.connect()) {
				RawResponse response = client.get(path.name());
				assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
				assertThat(response.text()).isEqualTo("somemore");
			}
			assertThat(path.told().veto()).isEqualTo(VetoReason.COMMITTED);
			assertThat(live.requests()).isEmpty();
		}
	}

	@Test
	void retryWhenRequestIsNotIdempotentIsVetoed() {
		try (ScriptedUpstream first = ScriptedUpstream.start(); ScriptedUpstream live = ScriptedUpstream.start()) {
			first.always(Script.readRequest().thenReset());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure(RETRY));
			try (RawClient client = gateway.connect()) {
				assertThat(client.post(path.name(), "body").status()).isEqualTo(502);
			}
			assertThat(path.told().veto()).isEqualTo(VetoReason.NOT_IDEMPOTENT);
			assertThat(live.requests()).isEmpty();
		}
	}

	@Test
	void retryWhenContentIsOverReplayLimitIsVetoed() {
		try (ScriptedUpstream first = ScriptedUpstream.start(); ScriptedUpstream live = ScriptedUpstream.start()) {
			first.always(Script.readRequest().thenReset());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure(RETRY));
			String content = Content.text(FailureGateway.REPLAY_LIMIT + 1);
			try (RawClient client = gateway.connect()) {
				client.send(RawRequest.withBody("PUT", path.name(), content));
				assertThat(client.readResponse().status()).isEqualTo(502);
			}
			assertThat(path.told().veto()).isEqualTo(VetoReason.BODY_NOT_REPLAYABLE);
			assertThat(live.requests()).isEmpty();
		}
	}

	@Test
	void retryWhenAttemptsAreExhaustedIsVetoed() {
		try (ClosedPort dead = ClosedPort.take()) {
			Path path = gateway.path(TestHooks.peers(Peer.http("127.0.0.1", dead.port())).onFailure(RETRY));
			try (RawClient client = gateway.connect()) {
				assertThat(client.get(path.name()).status()).isEqualTo(502);
			}
			assertThat(path.told().awaitEnd().attempts()).isEqualTo(FailoverPolicy.DEFAULT_MAX_ATTEMPTS);
			assertThat(path.told().verdicts()).hasSize(FailoverPolicy.DEFAULT_MAX_ATTEMPTS);
			assertThat(path.told().verdicts().get(15).veto()).isEqualTo(VetoReason.ATTEMPTS_EXHAUSTED);
			assertThat(path.told().verdicts().subList(0, 15)).allMatch((verdict) -> verdict.isGranted());
		}
	}

	@Test
	void retryWhenClientHasGoneDuringDecisionIsVetoed() {
		CompletableFuture<FailureDecision> answer = new CompletableFuture<>();
		CompletableFuture<Void> asked = new CompletableFuture<>();
		try (ScriptedUpstream first = ScriptedUpstream.start(); ScriptedUpstream live = ScriptedUpstream.start()) {
			first.always(Script.readRequest().thenClose());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure((error) -> {
				asked.complete(null);
				return Answer.later(answer);
			}));
			try (RawClient client = gateway.connect()) {
				client.send(RawRequest.head("GET", path.name()));
				asked.join();
				client.halfClose().awaitClosed();
				gateway.settle();
			}
			answer.complete(RETRY);
			assertThat(path.told().veto()).isEqualTo(VetoReason.CLIENT_GONE);
			assertThat(path.told().awaitEnd().outcome().result()).isEqualTo(Result.CLIENT_GONE);
			assertThat(live.requests()).isEmpty();
		}
	}

	@Test
	void retryWhenClientGoesDuringPauseIsVetoed() {
		try (ScriptedUpstream first = ScriptedUpstream.start(); ScriptedUpstream live = ScriptedUpstream.start()) {
			first.always(Script.readRequest().thenClose());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live))
				.onFailure(FailureDecision.retry().after(Duration.ofMinutes(5))));
			try (RawClient client = gateway.connect()) {
				client.send(RawRequest.head("GET", path.name()));
				path.told().awaitVerdicts(1);
			}
			path.told().awaitEnd();
			assertThat(path.told().verdicts()).hasSize(2);
			assertThat(path.told().verdicts().get(0).veto()).isNull();
			assertThat(path.told().verdicts().get(1).veto()).isEqualTo(VetoReason.CLIENT_GONE);
			assertThat(live.requests()).isEmpty();
		}
	}

	@Test
	void retryWhenNoPeerIsLeftIsVetoed() {
		try (ClosedPort dead = ClosedPort.take()) {
			Peer peer = Peer.http("127.0.0.1", dead.port());
			Path path = gateway.path(
					TestHooks.asking((exchange) -> (exchange.attempts().count() == 0) ? Answer.of(peer) : Answer.none())
						.onFailure(RETRY));
			try (RawClient client = gateway.connect()) {
				assertThat(client.get(path.name()).status()).isEqualTo(502);
			}
			path.told().awaitEnd();
			assertThat(path.told().verdicts()).hasSize(2);
			assertThat(path.told().verdicts().get(1).veto()).isEqualTo(VetoReason.NO_PEER);
		}
	}

	@Test
	void retryWhenGatewayShutsDownIsVetoed() {
		try (ClosedPort dead = ClosedPort.take(); ScriptedUpstream live = ScriptedUpstream.start()) {
			Path path = gateway.path(TestHooks.peers(Peer.http("127.0.0.1", dead.port()), peer(live)).onFailure(RETRY));
			gateway.shutDownSoon(true);
			try (RawClient client = gateway.connect()) {
				assertThat(client.get(path.name()).status()).isEqualTo(502);
			}
			finally {
				gateway.shutDownSoon(false);
			}
			assertThat(path.told().veto()).isEqualTo(VetoReason.SHUTTING_DOWN);
			assertThat(live.requests()).isEmpty();
		}
	}

	private static Peer peer(ScriptedUpstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

}
