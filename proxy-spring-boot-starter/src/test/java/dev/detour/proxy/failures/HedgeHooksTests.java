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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.HedgeDelay;
import dev.detour.proxy.policy.HedgePolicy;
import dev.detour.proxy.testing.ConnectionEnd;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two attempts at the same time with user code that answers later, or fails.
 */
class HedgeHooksTests {

	private static final FailoverPolicy HEDGING = FailoverPolicy.DEFAULT
		.withHedging(new HedgePolicy(HedgeDelay.fixed(Duration.ofMillis(50)), 1));

	private static FailureGateway gateway;

	private final Gate gate = new Gate();

	private final ScriptedUpstream first = ScriptedUpstream.start()
		.always(Script.readRequest().thenStall(this.gate).thenRespond(200).body("first".repeat(10_000)));

	private final ScriptedUpstream second = ScriptedUpstream.start().always(Script.respond(200).body("second"));

	@BeforeAll
	static void start() {
		gateway = FailureGateway.start();
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@AfterEach
	void close() {
		this.gate.open();
		this.first.close();
		this.second.close();
	}

	@Test
	void headWhenOtherIsBeingJudgedIsKeptUntilThatIsRefused() {
		CompletableFuture<FailureDecision> decision = new CompletableFuture<>();
		CompletableFuture<Void> asked = new CompletableFuture<>();
		AtomicInteger judged = new AtomicInteger();
		Path path = gateway.path(hooks().onUpstreamResponse((response) -> {
			if (judged.incrementAndGet() > 1) {
				return Answer.none();
			}
			asked.complete(null);
			return Answer.later(decision);
		}));
		try (RawClient client = gateway.connect()) {
			client.send(RawRequest.head("GET", path.name()));
			asked.orTimeout(10, TimeUnit.SECONDS).join();
			answerFirst();
			decision.complete(FailureDecision.retry());
			assertThat(client.readResponse().text()).isEqualTo("first".repeat(10_000));
			assertThat(errors(path)).containsExactly(null, ErrorType.STATUS_REFUSED);
			assertThat(judged).hasValue(2);
		}
	}

	@Test
	void headWhenOtherIsBeingJudgedIsDroppedIfThatIsAccepted() {
		CompletableFuture<FailureDecision> decision = new CompletableFuture<>();
		CompletableFuture<Void> asked = new CompletableFuture<>();
		Path path = gateway.path(hooks().onUpstreamResponse((response) -> {
			asked.complete(null);
			return Answer.later(decision);
		}));
		try (RawClient client = gateway.connect()) {
			client.send(RawRequest.head("GET", path.name()));
			asked.orTimeout(10, TimeUnit.SECONDS).join();
			answerFirst();
			decision.complete(null);
			assertThat(client.readResponse().text()).isEqualTo("second");
			assertThat(errors(path)).containsExactly(ErrorType.HEDGE_LOST, null);
		}
	}

	/**
	 * Lets the first peer answer, and waits until its answer has arrived.
	 */
	private void answerFirst() {
		this.gate.open();
		this.first.awaitIdle(1);
		gateway.settle();
	}

	@Test
	void responseWhenHookFailsForItFailsTheExchangeAndBothAttemptsEnd() {
		Path path = gateway.path(hooks().onUpstreamResponse((response) -> {
			throw new IllegalStateException("hook");
		}));
		try (RawClient client = gateway.connect()) {
			assertThat(client.get(path.name()).status()).isEqualTo(500);
			assertThat(errors(path)).containsExactly(ErrorType.HOOK_FAILED, ErrorType.HOOK_FAILED);
			assertThat(this.first.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
		}
	}

	@Test
	void hookWhenItFailsForHedgeLeavesTheFirstAlone() {
		CompletableFuture<Void> failed = new CompletableFuture<>();
		AtomicInteger requests = new AtomicInteger();
		Path path = gateway.path(hooks().onUpstreamRequest((request) -> {
			if (requests.incrementAndGet() > 1) {
				failed.complete(null);
				throw new IllegalStateException("hook");
			}
			return Answer.none();
		}));
		try (RawClient client = gateway.connect()) {
			client.send(RawRequest.head("GET", path.name()));
			failed.orTimeout(10, TimeUnit.SECONDS).join();
			this.gate.open();
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(errors(path)).containsExactly(null, ErrorType.HOOK_FAILED);
			assertThat(this.second.requests()).isEmpty();
		}
	}

	@Test
	void peerWhenItIsNamedLaterIsHedgedThen() {
		CompletableFuture<Peer> peer = new CompletableFuture<>();
		CompletableFuture<Void> asked = new CompletableFuture<>();
		Path path = gateway.path(TestHooks.asking((exchange) -> {
			if (exchange.attempts().count() == 0) {
				return Answer.of(peer(this.first));
			}
			asked.complete(null);
			return Answer.later(peer);
		}).limits(HEDGING));
		try (RawClient client = gateway.connect()) {
			client.send(RawRequest.head("GET", path.name()));
			asked.orTimeout(10, TimeUnit.SECONDS).join();
			peer.complete(peer(this.second));
			assertThat(client.readResponse().text()).isEqualTo("second");
			assertThat(errors(path)).containsExactly(ErrorType.HEDGE_LOST, null);
		}
	}

	@Test
	void contentWhenFilteredIsFilteredForEachAttempt() {
		Path path = gateway.path(hooks().onRequestBody((chunk) -> {
			String upper = new String(chunk.bytes(), StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
			return Answer
				.later(CompletableFuture.supplyAsync(() -> chunk.withBytes(upper.getBytes(StandardCharsets.UTF_8))));
		}));
		try (RawClient client = gateway.connect()) {
			assertThat(client.send(RawRequest.withBody("PUT", path.name(), "content")).readResponse().text())
				.isEqualTo("second");
			assertThat(this.first.request(0).body().text()).isEqualTo("CONTENT");
			assertThat(this.second.request(0).body().text()).isEqualTo("CONTENT");
		}
	}

	@Test
	void contentWhenHedgeIsDroppedWhileItIsFilteredIsReleased() {
		CompletableFuture<BodyChunk> never = new CompletableFuture<>();
		AtomicInteger firsts = new AtomicInteger();
		CompletableFuture<Void> asked = new CompletableFuture<>();
		Path path = gateway.path(hooks().onRequestBody((chunk) -> {
			if (chunk.isFirst() && firsts.incrementAndGet() > 1) {
				asked.complete(null);
				return Answer.later(never);
			}
			return Answer.none();
		}));
		try (RawClient client = gateway.connect()) {
			client.send(RawRequest.withBody("PUT", path.name(), "content"));
			asked.orTimeout(10, TimeUnit.SECONDS).join();
			this.gate.open();
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(errors(path)).containsExactly(null, ErrorType.HEDGE_LOST);
			gateway.settle();
			assertThat(gateway.replayMemory().used()).isZero();
		}
	}

	private TestHooks hooks() {
		return TestHooks.peers(peer(this.first), peer(this.second)).limits(HEDGING);
	}

	private static Peer peer(ScriptedUpstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

	private static List<@Nullable ErrorType> errors(Path path) {
		return path.told().awaitEnd().all().stream().map((attempt) -> {
			ProxyError error = attempt.error();
			return (error != null) ? error.type() : null;
		}).toList();
	}

}
