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

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.exchange.Mirrors;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.policy.MirrorDrop;
import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the peers of a mirror do, the client does not notice.
 */
class MirrorFailureTests extends AbstractMirrorTests {

	private static final long LARGE = 32 << 20;

	@Test
	void clientWhenShadowIsDeadDoesNotNotice() {
		try (ClosedPort dead = ClosedPort.take();
				TestGateway gateway = gateway("http://127.0.0.1:" + dead.port());
				RawClient client = RawClient.connect(gateway.port())) {
			for (int i = 0; i < 20; i++) {
				assertThat(client.get("/").text()).isEqualTo("proxied");
			}
			assertThat(told(gateway).await(20)).containsOnly(ErrorType.CONNECT_REFUSED);
			assertThat(gateway.bean(MeterRegistry.class)
				.get("proxy.mirrored")
				.tags("outcome", "failure", "error", "connect_refused", "status", "none")
				.timer()
				.count()).isEqualTo(20);
			assertThat(gateway.bean(MeterRegistry.class).find("proxy.group.ejections").counters()).isEmpty();
		}
	}

	@Test
	void clientWhenShadowIsABlackHoleDoesNotNotice() {
		try (BlackHole shadow = BlackHole.open();
				TestGateway gateway = gateway("http://127.0.0.1:" + shadow.port(),
						"proxy.groups.shadow.peer.connect-timeout=200ms", "proxy.routes.a.mirror.methods=POST");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.post("/", "content").text()).isEqualTo("proxied");
			assertThat(client.post("/", "content").text()).isEqualTo("proxied");
			assertThat(told(gateway).await(2)).containsOnly(ErrorType.CONNECT_TIMEOUT);
			assertThat(gateway.bean(Mirrors.class).used()).isZero();
		}
	}

	@Test
	void clientWhenShadowDoesNotAnswerDoesNotNoticeAndCopyEnds() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start().always(Script.neverAnswer());
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.a.mirror.timeout=200ms");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").text()).isEqualTo("proxied");
			assertThat(told(gateway).await(1)).containsExactly(ErrorType.READ_TIMEOUT);
			shadow.awaitConnectionClosed(0);
			assertThat(gateway.bean(Mirrors.class).active()).isZero();
		}
	}

	@Test
	void clientWhenShadowBreaksOffDoesNotNotice() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start()
			.enqueue(Script.readRequest().thenReset(),
					Script.respond(200).body("broken off").onlyBodyBytes(3).thenClose(),
					Script.write("nonsense\r\n\r\n"), Script.respond(500));
				TestGateway gateway = gateway(shadow.uri());
				RawClient client = RawClient.connect(gateway.port())) {
			for (int i = 1; i <= 4; i++) {
				assertThat(client.get("/").text()).isEqualTo("proxied");
				told(gateway).await(i);
			}
			assertThat(told(gateway).all()).containsExactly(ErrorType.CONNECTION_RESET, ErrorType.CONNECTION_CLOSED,
					ErrorType.INVALID_RESPONSE, 500);
		}
	}

	@Test
	void clientWhenShadowSendsWithoutEndDoesNotNoticeAndResponseIsCutOff() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start()
			.always(Script.respond(200).generatedBody(Long.MAX_VALUE));
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.a.mirror.timeout=1m");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").text()).isEqualTo("proxied");
			assertThat(told(gateway).await(1)).containsExactly(MirrorDrop.RESPONSE_TOO_LARGE);
			shadow.awaitConnectionClosed(0);
		}
	}

	@Test
	void uploadWhenShadowDoesNotReadIsWholeAndCopyIsDropped() {
		UpstreamOptions small = UpstreamOptions.defaults().withReceiveBufferSize(4096);
		Gate gate = new Gate();
		try (ScriptedUpstream shadow = ScriptedUpstream.start(small)
			.always(Script.readHead().thenStall(gate).thenReadRest());
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.a.mirror.methods=POST");
				RawClient client = RawClient.connect(gateway.port())) {
			Mirrors mirrors = gateway.bean(Mirrors.class);
			client.send(RawRequest.head("POST", "/", "Content-Length: " + LARGE));
			shadow.awaitRequests(1);
			for (long sent = 0; sent < LARGE; sent += 1 << 20) {
				client.sendGenerated(sent, sent + (1 << 20));
				assertThat(mirrors.used()).isLessThanOrEqualTo(64 << 10);
			}
			assertThat(client.readResponse().text()).isEqualTo("proxied");
			assertThat(this.peer.request(0).body().crc32()).isEqualTo(GeneratedBody.crc32(LARGE));
			assertThat(told(gateway).await(1)).containsExactly(MirrorDrop.BUFFER_FULL);
			assertThat(mirrors.used()).isZero();
			assertThat(mirrors.active()).isZero();
			gate.open();
			shadow.awaitConnectionClosed(0);
			assertThat(gateway.bean(MeterRegistry.class)
				.get("proxy.mirrored.dropped")
				.tags("handler", "a", "group", "shadow", "reason", "buffer_full")
				.counter()
				.count()).isOne();
		}
	}

	@Test
	void uploadWhenShadowKeepsUpIsCopiedWhole() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start();
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.a.mirror.methods=POST",
						"proxy.routes.a.mirror.max-buffer-size=32MB", "proxy.mirror.max-total-size=32MB");
				RawClient client = RawClient.connect(gateway.port())) {
			client.send(RawRequest.head("POST", "/", "Content-Length: " + LARGE)).sendGenerated(LARGE);
			assertThat(client.readResponse().text()).isEqualTo("proxied");
			assertThat(told(gateway).await(1)).containsExactly(200);
			assertThat(shadow.request(0).body().crc32()).isEqualTo(GeneratedBody.crc32(LARGE));
			assertThat(gateway.bean(Mirrors.class).used()).isZero();
		}
	}

	@Test
	void uploadWhenMemoryOfGatewayIsUsedUpIsWholeAndCopyIsDropped() {
		try (BlackHole shadow = BlackHole.open();
				TestGateway gateway = gateway("http://127.0.0.1:" + shadow.port(), "proxy.routes.a.mirror.methods=POST",
						"proxy.mirror.max-total-size=10B", "proxy.groups.shadow.peer.connect-timeout=1m",
						"proxy.groups.shadow.peer.total-connect-timeout=1m");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.post("/", "0123456789").text()).isEqualTo("proxied");
			assertThat(gateway.bean(Mirrors.class).used()).isEqualTo(10);
			assertThat(client.post("/", "x").text()).isEqualTo("proxied");
			assertThat(told(gateway).await(1)).containsExactly(MirrorDrop.MEMORY_FULL);
			assertThat(gateway.bean(Mirrors.class).used()).isEqualTo(10);
		}
	}

	@Test
	void uploadWhenClientLeavesIsDropped() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start();
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.a.mirror.methods=POST")) {
			try (RawClient client = RawClient.connect(gateway.port())) {
				client.send(RawRequest.head("POST", "/", "Content-Length: 100") + "part");
				shadow.awaitConnections(1);
				this.peer.awaitRequests(1);
			}
			assertThat(told(gateway).await(1)).containsExactly(MirrorDrop.INCOMPLETE);
			shadow.awaitConnectionClosed(0);
		}
	}

	@Test
	void requestWhenAsManyAreUnderWayAsMayBeIsNotCopied() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start().always(Script.neverAnswer());
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.a.mirror.max-concurrent=1");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").text()).isEqualTo("proxied");
			assertThat(client.get("/").text()).isEqualTo("proxied");
			assertThat(told(gateway).await(1)).containsExactly(MirrorDrop.TOO_MANY);
			assertThat(gateway.bean(MeterRegistry.class).get("proxy.mirrored.active").gauge().value()).isOne();
		}
	}

	@Test
	void copyWhenGatewayShutsDownIsDropped() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start().always(Script.neverAnswer())) {
			MirrorTold told;
			try (TestGateway gateway = gateway(shadow.uri(), "server.shutdown=graceful");
					RawClient client = RawClient.connect(gateway.port())) {
				told = told(gateway);
				assertThat(client.get("/").text()).isEqualTo("proxied");
				shadow.awaitRequests(1);
				assertThat(told.all()).isEmpty();
			}
			assertThat(told.await(1)).containsExactly(MirrorDrop.SHUTTING_DOWN);
			shadow.awaitConnectionClosed(0);
		}
	}

}
