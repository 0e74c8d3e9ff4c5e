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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.SocketEnd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pooled connections that the peer closes. On one client connection, all requests are
 * served by the same event loop and so by the same pool.
 */
class StaleConnectionTests extends AbstractUpstreamTests {

	private static final Duration LONGER_THAN_RECENT = Duration.ofMillis(1200);

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE", "HEAD", "OPTIONS" })
	void idempotentRequestWhenPeerClosesReusedConnectionIsTriedOnceMoreForFree(String method) {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			this.upstream.enqueue(Script.accept().thenClose());
			Path path = gateway.path(TestHooks.peers(this.peer));
			assertThat(send(client, method, path).status()).isEqualTo(200);
			checkOneFreeTry(path, ErrorType.CONNECTION_CLOSED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT" })
	void idempotentRequestWhenPeerResetsReusedConnectionIsTriedOnceMoreForFree(String method) {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			this.upstream.enqueue(Script.readRequest().thenReset());
			Path path = gateway.path(TestHooks.peers(this.peer));
			assertThat(send(client, method, path).status()).isEqualTo(200);
			checkOneFreeTry(path, ErrorType.CONNECTION_RESET);
			assertThat(this.upstream.requests()).last()
				.extracting(RecordedRequest::isOnReusedConnection)
				.isEqualTo(false);
		}
	}

	@Test
	void idempotentRequestWhenNewConnectionFailsTooGetsNoSecondFreeTry() {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			this.upstream.always(Script.readRequest().thenClose());
			Path path = gateway.path(TestHooks.peers(this.peer));
			assertThat(client.get(path.name()).status()).isEqualTo(502);
			assertThat(path.told().stale()).hasSize(1);
			assertThat(path.told().error().reused()).isFalse();
			assertThat(path.told().awaitEnd().attempts()).isOne();
			assertThat(this.upstream.requests()).hasSize(3);
		}
	}

	@Test
	void idempotentRequestWhenSecondAttemptMeetsStaleConnectionGetsNoSecondFreeTry() {
		try (this.upstream; ScriptedUpstream second = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			warm(client);
			client.get(gateway.path(TestHooks.peers(Peer.http("127.0.0.1", second.port()))).name());
			this.upstream.always(Script.readRequest().thenClose());
			second.enqueue(Script.readRequest().thenClose());
			Path path = gateway.path(TestHooks.peers(this.peer, Peer.http("127.0.0.1", second.port()))
				.onFailure((error) -> Answer.of(FailureDecision.retry())));
			assertThat(client.get(path.name()).status()).isEqualTo(200);
			assertThat(path.told().stale()).hasSize(1);
			assertThat(path.told().errors()).extracting((error) -> error.reused()).containsExactly(false, true);
			assertThat(path.told().awaitEnd().attempts()).isEqualTo(3);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 4, FailureGateway.REPLAY_LIMIT + 1 })
	void postWhenPeerClosesReusedConnectionIsNotTriedAgain(int size) {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			this.upstream.enqueue(Script.readRequest().thenClose());
			Path path = gateway.path(TestHooks.peers(this.peer).onFailure(FailureDecision.retry()));
			assertThat(client.post(path.name(), Content.text(size)).status()).isEqualTo(502);
			assertThat(path.told().stale()).isEmpty();
			assertThat(path.told().veto()).isEqualTo(VetoReason.NOT_IDEMPOTENT);
			assertThat(this.upstream.requests()).hasSize(2);
			assertThat(this.upstream.request(1).isOnReusedConnection()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 4, FailureGateway.REPLAY_LIMIT })
	void postWhenPeerClosesReusedConnectionIsSentAgainIfTheHandlerVouchesForIt(int size) {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			this.upstream.enqueue(Script.readRequest().thenClose());
			Path path = gateway
				.path(TestHooks.peers(this.peer).onFailure(FailureDecision.retry().evenIfNotIdempotent()));
			assertThat(client.post(path.name(), Content.text(size)).status()).isEqualTo(200);
			assertThat(this.upstream.requests()).hasSize(3);
			assertThat(this.upstream.request(2).isOnReusedConnection()).isFalse();
			assertThat(this.upstream.request(2).body().text()).isEqualTo(Content.text(size));
		}
	}

	@Test
	void postWhenPeerClosesReusedConnectionAndContentIsOverReplayLimitIsNotSentAgain() {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			this.upstream.enqueue(Script.readRequest().thenClose());
			Path path = gateway
				.path(TestHooks.peers(this.peer).onFailure(FailureDecision.retry().evenIfNotIdempotent()));
			assertThat(client.post(path.name(), Content.text(FailureGateway.REPLAY_LIMIT + 1)).status()).isEqualTo(502);
			assertThat(path.told().veto()).isEqualTo(VetoReason.BODY_NOT_REPLAYABLE);
			assertThat(this.upstream.requests()).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void requestWhenIdleConnectionWasClosedGetsNewConnectionUnnoticed(SocketEnd end) {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			this.upstream.awaitIdle(1).closeIdle(end);
			Path path = gateway.path(TestHooks.peers(this.peer));
			RawResponse response = client.post(path.name(), "body");
			// The gateway may or may not have seen the end when the request came; it has
			// not if it wrote the request into the connection.
			assertThat(response.status()).isIn(200, 502);
			Path next = gateway.path(TestHooks.peers(this.peer));
			assertThat(client.post(next.name(), "body").status()).isEqualTo(200);
			assertThat(next.told().errors()).isEmpty();
		}
	}

	@Test
	void postWhenIdleConnectionIsNotRecentGetsNewConnection() {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			Awaitility.await().pollDelay(LONGER_THAN_RECENT).until(() -> true);
			assertThat(client.post(gateway.path(TestHooks.peers(this.peer)).name(), "body").status()).isEqualTo(200);
			assertThat(this.upstream.connectionCount()).isEqualTo(2);
			assertThat(this.upstream.request(1).isOnReusedConnection()).isFalse();
		}
	}

	@Test
	void getWhenIdleConnectionIsNotRecentReusesIt() {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			Awaitility.await().pollDelay(LONGER_THAN_RECENT).until(() -> true);
			assertThat(client.get(gateway.path(TestHooks.peers(this.peer)).name()).status()).isEqualTo(200);
			assertThat(this.upstream.connectionCount()).isOne();
		}
	}

	@Test
	void putWhenContentCannotBeReplayedAndIdleConnectionIsNotRecentGetsNewConnection() {
		try (this.upstream; RawClient client = gateway.connect()) {
			warm(client);
			Awaitility.await().pollDelay(LONGER_THAN_RECENT).until(() -> true);
			Path path = gateway.path(TestHooks.peers(this.peer));
			client.send(RawRequest.withBody("PUT", path.name(), Content.text(FailureGateway.REPLAY_LIMIT + 1)));
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(this.upstream.connectionCount()).isEqualTo(2);
		}
	}

	@Test
	void requestWhenPeerDoesNotWantPoolingGetsNewConnection() {
		try (this.upstream; RawClient client = gateway.connect()) {
			TestHooks hooks = TestHooks.peers(this.peer.withIdleTimeout(Duration.ZERO));
			client.get(gateway.path(hooks).name());
			client.get(gateway.path(hooks).name());
			assertThat(this.upstream.connectionCount()).isEqualTo(2);
			this.upstream.awaitConnectionClosed(1);
		}
	}

	@Test
	void connectionWhenIdleTimeoutIsOverIsClosed() {
		try (this.upstream; RawClient client = gateway.connect()) {
			client.get(gateway.path(TestHooks.peers(this.peer.withIdleTimeout(Duration.ofMillis(50)))).name());
			this.upstream.awaitConnectionClosed(0);
		}
	}

	@Test
	void connectionWhenPeerSaysMoreThanItsResponseIsNotReused() {
		try (this.upstream; RawClient client = gateway.connect()) {
			this.upstream.enqueue(
					Script
						.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
								+ "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
						.thenHold());
			assertThat(client.get(gateway.path(TestHooks.peers(this.peer)).name()).text()).isEqualTo("ok");
			assertThat(client.get(gateway.path(TestHooks.peers(this.peer)).name()).text()).isEqualTo("ok");
			assertThat(this.upstream.connectionCount()).isEqualTo(2);
		}
	}

	@Test
	void connectionWhenPeerSaysHalfALineMoreThanItsResponseIsNotReused() {
		try (this.upstream; RawClient client = gateway.connect()) {
			this.upstream.enqueue(Script.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 2"));
			assertThat(client.get(gateway.path(TestHooks.peers(this.peer)).name()).text()).isEqualTo("ok");
			Path path = gateway.path(TestHooks.peers(this.peer));
			assertThat(client.post(path.name(), "body").status()).isEqualTo(200);
			assertThat(this.upstream.connectionCount()).isEqualTo(2);
		}
	}

	private void warm(RawClient client) {
		assertThat(client.get(gateway.path(TestHooks.peers(this.peer)).name()).status()).isEqualTo(200);
	}

	private static RawResponse send(RawClient client, String method, Path path) {
		if (method.equals("HEAD")) {
			return client.head(path.name());
		}
		return client.send(RawRequest.withBody(method, path.name(), "")).readResponse();
	}

	private void checkOneFreeTry(Path path, ErrorType type) {
		Told.End end = path.told().awaitEnd();
		assertThat(path.told().stale()).hasSize(1);
		assertThat(path.told().stale().get(0).type()).isEqualTo(type);
		assertThat(path.told().stale().get(0).reused()).isTrue();
		assertThat(path.told().verdicts()).isEmpty();
		assertThat(end.attempts()).isOne();
		assertThat(end.all()).extracting((attempt) -> attempt.staleTry()).containsExactly(false, true);
		assertThat(this.upstream.connectionCount()).isEqualTo(2);
	}

}
