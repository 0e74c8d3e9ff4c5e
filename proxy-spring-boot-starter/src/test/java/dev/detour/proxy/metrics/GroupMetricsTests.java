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

package dev.detour.proxy.metrics;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.group.GroupOptions;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.EjectionCause;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.route.PeerGroups;
import dev.detour.proxy.route.ProxyRoutes;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GroupMetrics}.
 */
class GroupMetricsTests {

	private static final Peer PEER = Peer.http("10.0.0.1", 8080);

	@Test
	void metersOfGroupSayWhatBecameOfItsPeers() {
		try (ClosedPort dead = ClosedPort.take();
				ScriptedUpstream one = ScriptedUpstream.start().always(Script.respond(200).body("one"));
				ScriptedUpstream two = ScriptedUpstream.start().always(Script.respond(200).body("two"));
				TestGateway gateway = TestGateway.start(Measured.class, "proxy.routes.a.path=/**",
						"proxy.routes.a.peers=http://127.0.0.1:" + dead.port() + "," + one.uri() + "," + two.uri(),
						"proxy.routes.a.load-balancing=round-robin", "proxy.routes.a.outlier.ejection.base=60s");
				RawClient client = RawClient.connect(gateway.port())) {
			MeterRegistry registry = gateway.bean(MeterRegistry.class);
			assertThat(peers(registry, "healthy")).isEqualTo(3);
			assertThat(registry.get("proxy.group.panic").tag("group", "a").gauge().value()).isZero();
			assertThat(registry.get("proxy.group.budget").tag("group", "a").gauge().value()).isPositive();
			for (int i = 0; i < 100 && peers(registry, "ejected") == 0; i++) {
				client.get("/" + i);
			}
			assertThat(peers(registry, "ejected")).isEqualTo(1);
			assertThat(peers(registry, "healthy")).isEqualTo(2);
			assertThat(registry.get("proxy.group.ejections")
				.tags("group", "a", "peer", "127.0.0.1:" + dead.port())
				.counter()
				.count()).isEqualTo(1);
			PeerGroups groups = gateway.bean(PeerGroups.class);
			groups.group("a").group().suspend(Peer.of(two.uri()), System.nanoTime());
			assertThat(peers(registry, "suspended")).isEqualTo(1);
			assertThat(peers(registry, "healthy")).isEqualTo(1);
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(peers(registry, "suspended")).isEqualTo(1);
		}
	}

	@Test
	void ejectionsWhenPeerIsInSeveralGroupsTakeOnePlaceOfTheLimit() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		GroupMetrics metrics = new GroupMetrics(registry, 1, System::nanoTime);
		Ejection ejection = new Ejection(EjectionCause.CONSECUTIVE_FAILURES, 1, 0, 1, 1);
		for (String name : new String[] { "a", "b" }) {
			PeerGroup group = new PeerGroup(name, List.of(PEER), GroupOptions.DEFAULT, metrics, () -> 0);
			metrics.peerEjected(group, group.members().get(0), ejection);
			assertThat(registry.get("proxy.group.ejections")
				.tags("group", name, "peer", PEER.address().toString())
				.counter()
				.count()).isEqualTo(1);
		}
	}

	private static double peers(MeterRegistry registry, String state) {
		return registry.get("proxy.group.peers").tags("group", "a", "state", state).gauge().value();
	}

	@Configuration(proxyBeanMethods = false)
	static class Measured {

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

}
