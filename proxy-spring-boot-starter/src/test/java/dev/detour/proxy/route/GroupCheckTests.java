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

import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.AnnouncedPeer;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Active checks against real peers.
 */
class GroupCheckTests {

	private static final String[] FAST = { "proxy.routes.a.path=/**", "proxy.defaults.health.interval=20ms",
			"proxy.defaults.health.rise=1", "proxy.defaults.health.fall=2", "proxy.defaults.panic.share=0",
			"proxy.defaults.outlier.enabled=false" };

	@Test
	void httpCheckWhenStatusIsBadTakesPeerOutUntilItIsGood() {
		try (ScriptedUpstream sick = ScriptedUpstream.start().always(Script.respond(500));
				ScriptedUpstream well = ScriptedUpstream.start().always(Script.respond(200).body("well"));
				TestGateway gateway = start("proxy.routes.a.peers=" + sick.uri() + "," + well.uri(),
						"proxy.routes.a.health.path=/health?full");
				RawClient client = RawClient.connect(gateway.port())) {
			awaitVerdict(gateway, 0, HealthVerdict.DOWN);
			awaitVerdict(gateway, 1, HealthVerdict.UP);
			for (int i = 0; i < 20; i++) {
				assertThat(client.get("/").text()).isEqualTo("well");
			}
			RecordedRequest check = sick.request(0);
			assertThat(check.requestLine()).isEqualTo("GET /health?full HTTP/1.1");
			assertThat(check.headers("Host")).containsExactly("127.0.0.1:" + sick.port());
			sick.always(Script.respond(204));
			awaitVerdict(gateway, 0, HealthVerdict.UP);
		}
	}

	@Test
	void tcpCheckWhenPeerIsDeadTakesItOut() {
		try (ClosedPort dead = ClosedPort.take();
				ScriptedUpstream well = ScriptedUpstream.start().always(Script.respond(200));
				TestGateway gateway = start("proxy.routes.a.peers=http://127.0.0.1:" + dead.port() + "," + well.uri(),
						"proxy.routes.a.health.type=tcp")) {
			awaitVerdict(gateway, 0, HealthVerdict.DOWN);
			awaitVerdict(gateway, 1, HealthVerdict.UP);
			assertThat(well.requests()).isEmpty();
		}
	}

	@Test
	void httpCheckWhenPeerDoesNotAnswerTimesOutAndOtherPortIsAsked() {
		try (ScriptedUpstream silent = ScriptedUpstream.start().always(Script.neverAnswer());
				ScriptedUpstream peer = ScriptedUpstream.start().always(Script.respond(200));
				TestGateway gateway = start("proxy.routes.a.peers=" + peer.uri(), "proxy.routes.a.health.path=/",
						"proxy.routes.a.health.timeout=100ms", "proxy.routes.a.health.port=" + silent.port())) {
			awaitVerdict(gateway, 0, HealthVerdict.DOWN);
			assertThat(peer.connectionCount()).isZero();
		}
	}

	@Test
	void peerThatWantsToKnowTheClientIsToldThatChecksHaveNone() {
		try (AnnouncedPeer peer = AnnouncedPeer.start();
				TestGateway gateway = start("proxy.routes.a.path=/**",
						"proxy.routes.a.peers=http://127.0.0.1:" + peer.port(), "proxy.routes.a.health.path=/health",
						"proxy.routes.a.peer.proxy-protocol=v2");
				RawClient client = RawClient.connect(gateway.port())) {
			awaitVerdict(gateway, 0, HealthVerdict.UP);
			assertThat(peer.headers()).containsOnly("v2 LOCAL");
			assertThat(client.get("/").text()).startsWith("v2 PROXY 127.0.0.1 127.0.0.1 ");
		}
	}

	@Test
	void checkWhenPeerIsAddedBeginsAndWhenRemovedEnds() {
		try (ScriptedUpstream peer = ScriptedUpstream.start().always(Script.respond(200));
				ScriptedUpstream added = ScriptedUpstream.start().always(Script.respond(200));
				TestGateway gateway = start("proxy.routes.a.peers=" + peer.uri(), "proxy.routes.a.health.path=/")) {
			awaitVerdict(gateway, 0, HealthVerdict.UP);
			NamedGroup group = gateway.bean(PeerGroups.class).group("a");
			group.add(Peer.of(added.uri()));
			awaitVerdict(gateway, 1, HealthVerdict.UP);
			assertThat(group.remove(Peer.of(peer.uri()))).isTrue();
			assertThat(group.members()).hasSize(1);
		}
	}

	private static TestGateway start(String... properties) {
		String[] all = Stream.concat(Stream.of(FAST), Stream.of(properties)).toArray(String[]::new);
		return TestGateway.start(Nothing.class, all);
	}

	private static void awaitVerdict(TestGateway gateway, int index, HealthVerdict verdict) {
		NamedGroup group = gateway.bean(PeerGroups.class).group("a");
		Awaitility.await().until(() -> group.members().get(index).verdict() == verdict);
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
