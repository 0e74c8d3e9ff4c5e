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

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.HedgeDelay;
import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.ConnectionEnd;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.Http2Wire;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedHttp2Upstream;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A second attempt beside a slow one: who wins, and what becomes of the other.
 */
class HedgeTests extends AbstractHedgeTests {

	private static final String KEY = "Idempotency-Key: 1";

	@Test
	void exchangeWhenFirstPeerIsSlowIsAnsweredByOtherAndFirstIsCancelled() {
		try (TestGateway gateway = gateway(DELAY); RawClient client = connect(gateway)) {
			assertThat(client.get("/").text()).isEqualTo("second");
			assertThat(this.first.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
			assertThat(record(gateway).history()).containsExactly("1 hedge_lost", "2 hedge ok 200");
			assertThat(gateway.bean(PeerGroups.class).group("a").members()).hasSize(2).allSatisfy((member) -> {
				assertThat(member.inFlight()).isZero();
				assertThat(member.ejection()).isNull();
			});
			assertThat(this.second.request(0).target()).isEqualTo("/");
		}
	}

	@Test
	void exchangeWhenFirstPeerAnswersAfterAllIsItsAndOtherIsCancelled() {
		this.second.always(Script.neverAnswer());
		try (TestGateway gateway = gateway(DELAY); RawClient client = connect(gateway)) {
			client.send(RawRequest.head("GET", "/"));
			this.second.awaitCompleteRequests(1);
			this.gate.open();
			assertThat(client.readResponse().text()).isEqualTo("first");
			assertThat(this.second.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
			assertThat(record(gateway).history()).containsExactly("1 ok 200", "2 hedge hedge_lost");
			assertThat(client.get("/").text()).as("the connection to the first peer lives on").isEqualTo("first");
			assertThat(this.first.connectionCount()).isOne();
		}
	}

	@Test
	void exchangeWhenHedgeIsRefusedByStatusIsAnsweredByFirst() {
		this.second.always(Script.respond(503).body("busy"));
		try (TestGateway gateway = gateway(DELAY); RawClient client = connect(gateway)) {
			client.send(RawRequest.head("GET", "/"));
			assertThat(record(gateway).next()).isEqualTo("ended 2 hedge status_refused 503");
			this.gate.open();
			assertThat(client.readResponse().text()).isEqualTo("first");
			assertThat(record(gateway).history()).containsExactly("1 ok 200", "2 hedge status_refused 503");
		}
	}

	@Test
	void exchangeWhenFirstFailsAfterHedgeBeganIsAnsweredByHedge() {
		Gate other = new Gate();
		this.first.always(Script.readRequest().thenStall(this.gate).thenReset());
		this.second.always(Script.readRequest().thenStall(other).thenRespond(200).body("second"));
		try (TestGateway gateway = gateway(DELAY); RawClient client = connect(gateway)) {
			client.send(RawRequest.head("GET", "/"));
			other.awaitReached();
			this.gate.open();
			assertThat(record(gateway).next()).isEqualTo("ended 1 connection_reset");
			other.open();
			assertThat(client.readResponse().text()).isEqualTo("second");
			assertThat(record(gateway).history()).containsExactly("1 connection_reset", "2 hedge ok 200");
		}
	}

	@Test
	void exchangeWhenBothFailIsRetriedElsewhere() {
		this.first.always(Script.readRequest().thenStall(this.gate).thenReset());
		this.second.always(Script.respond(503));
		try (ScriptedUpstream third = ScriptedUpstream.start().always(Script.respond(200).body("third"));
				TestGateway gateway = gateway(List.of(this.first, this.second, third), DELAY);
				RawClient client = connect(gateway)) {
			client.send(RawRequest.head("GET", "/"));
			assertThat(record(gateway).next()).isEqualTo("ended 2 hedge status_refused 503");
			this.gate.open();
			assertThat(client.readResponse().text()).isEqualTo("third");
			assertThat(record(gateway).history()).containsExactly("1 connection_reset", "2 hedge status_refused 503",
					"3 ok 200");
		}
	}

	@Test
	void exchangeWhenBothFailAndNoAttemptIsLeftFailsAndSaysWhy() {
		this.first.always(Script.readRequest().thenStall(this.gate).thenReset());
		this.second.always(Script.readRequest().thenReset());
		try (TestGateway gateway = gateway(DELAY, "proxy.routes.a.failover.max-attempts=2");
				RawClient client = connect(gateway)) {
			client.send(RawRequest.head("GET", "/"));
			assertThat(record(gateway).next()).isEqualTo("ended 2 hedge connection_reset");
			this.gate.open();
			assertThat(client.readResponse().status()).isEqualTo(502);
			assertThat(record(gateway).history()).containsExactly("1 connection_reset, refused attempts_exhausted",
					"2 hedge connection_reset");
		}
	}

	@Test
	void exchangeWhenFirstPeerCannotBeReachedYetIsAnsweredByOther() {
		try (BlackHole hole = BlackHole.open();
				TestGateway gateway = gateway(DELAY,
						"proxy.routes.a.peers=http://127.0.0.1:" + hole.port() + "," + this.second.uri(),
						"proxy.routes.a.peer.connect-timeout=10s");
				RawClient client = connect(gateway)) {
			assertThat(client.get("/").text()).isEqualTo("second");
			assertThat(record(gateway).history()).containsExactly("1 hedge_lost", "2 hedge ok 200");
		}
	}

	@Test
	void exchangeWhenItHasKeyIsHedgedWithTheSameContent() {
		try (TestGateway gateway = gateway(DELAY); RawClient client = connect(gateway)) {
			assertThat(client.post("/", "content", KEY).text()).isEqualTo("second");
			assertThat(this.first.request(0).body().text()).isEqualTo("content");
			assertThat(this.second.request(0).body().text()).isEqualTo("content");
			assertThat(record(gateway).history()).containsExactly("1 hedge_lost", "2 hedge ok 200");
		}
	}

	@Test
	void exchangeWhenClientLeavesCancelsBoth() {
		this.second.always(Script.neverAnswer());
		try (TestGateway gateway = gateway(DELAY)) {
			try (RawClient client = connect(gateway)) {
				client.send(RawRequest.head("GET", "/"));
				this.second.awaitCompleteRequests(1);
			}
			assertThat(this.first.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
			assertThat(this.second.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
			assertThat(record(gateway).history()).containsExactly("1 client_gone", "2 hedge client_gone");
		}
	}

	@Test
	void exchangeWhenPeersSpeakHttp2CancelsTheStreamOfTheFirst() {
		CompletableFuture<Integer> code = new CompletableFuture<>();
		try (ScriptedHttp2Upstream slow = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			code.complete(wire.await(Http2Wire.RST_STREAM, stream).code());
			wire.awaitClose();
		}); ScriptedHttp2Upstream fast = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			wire.respond(wire.readRequest().stream(), "second");
			wire.awaitClose();
		});
				TestGateway gateway = gateway(DELAY, "proxy.routes.a.peer.protocols=http-2",
						"proxy.routes.a.peers=http://127.0.0.1:" + slow.port() + ",http://127.0.0.1:" + fast.port());
				RawClient client = connect(gateway)) {
			assertThat(client.get("/").text()).isEqualTo("second");
			assertThat(code.orTimeout(10, TimeUnit.SECONDS).join()).as("CANCEL").isEqualTo(8);
			assertThat(record(gateway).history()).containsExactly("1 hedge_lost", "2 hedge ok 200");
		}
	}

	@Test
	void delayWhenMeasuredFollowsWhatAttemptsTake() {
		this.first.always(Script.respond(200).body("first"));
		try (TestGateway gateway = gateway("proxy.routes.a.failover.hedge.percentile=0.9",
				"proxy.routes.a.failover.hedge.min-delay=1ms", "proxy.routes.a.failover.hedge.min-samples=20",
				"proxy.routes.a.failover.hedge.delay=14s"); RawClient client = connect(gateway)) {
			for (int i = 0; i < 30; i++) {
				assertThat(client.get("/").status()).isEqualTo(200);
			}
			HedgeDelay delay = delay(gateway);
			Awaitility.await()
				.until(() -> Objects.requireNonNull(delay.next(System.nanoTime()))
					.compareTo(Duration.ofSeconds(5)) < 0);
			this.first.always(Script.readRequest().thenStall(this.gate).thenRespond(200).body("first"));
			assertThat(client.get("/").text()).isEqualTo("second");
		}
	}

	private static HedgeDelay delay(TestGateway gateway) {
		ProxyRequest request = ProxyRequest.of("GET", "/");
		FailoverPolicy policy = Objects.requireNonNull(gateway.bean(ProxyRoutes.class).find(request)).policy(request);
		return Objects.requireNonNull(Objects.requireNonNull(policy).hedging()).delay();
	}

}
