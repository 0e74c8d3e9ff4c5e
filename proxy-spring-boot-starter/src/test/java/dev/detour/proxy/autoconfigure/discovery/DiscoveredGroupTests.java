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

package dev.detour.proxy.autoconfigure.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.route.PeerGroups;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Groups whose peers come from Spring Cloud's discovery.
 */
@ExtendWith(OutputCaptureExtension.class)
class DiscoveredGroupTests {

	private final List<ScriptedUpstream> peers = new ArrayList<>();

	@AfterEach
	void close() {
		this.peers.forEach(ScriptedUpstream::close);
		Registry.reset();
	}

	@Test
	void instancesOfReactiveClientArePeers() {
		ScriptedUpstream one = peer("one");
		ScriptedUpstream two = peer("two");
		String instances = "spring.cloud.discovery.client.simple.instances.carts";
		try (TestGateway gateway = TestGateway.start(Nothing.class, "proxy.routes.a.path=/**",
				"proxy.routes.a.discovery.service=carts", instances + "[0].uri=" + one.uri(),
				instances + "[1].uri=" + two.uri(), instances + "[1].metadata.weight=0");
				RawClient client = RawClient.connect(gateway.port())) {
			for (int i = 0; i < 10; i++) {
				assertThat(client.get("/").text()).isEqualTo("one");
			}
			assertThat(members(gateway)).containsExactlyInAnyOrder(Peer.of(one.uri()),
					Peer.of(two.uri()).withWeight(0));
		}
	}

	@Test
	void instancesOfBlockingClientArePeersAndItIsAskedOnThreadsThatMayBlock() {
		Registry.instances.add(instance(peer("one").port(), false, Map.of()));
		try (TestGateway gateway = start(); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").text()).isEqualTo("one");
			assertThat(Registry.threads).isNotEmpty().allMatch((name) -> name.startsWith("proxy-discovery"));
		}
	}

	@Test
	void heartbeatWhenItsValueIsNewLooksAgain() {
		Registry.instances.add(instance(peer("one").port(), false, Map.of()));
		try (TestGateway gateway = start(); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").text()).isEqualTo("one");
			Registry.instances.set(0, instance(peer("two").port(), false, Map.of()));
			gateway.context().publishEvent(new HeartbeatEvent(this, 1));
			Awaitility.await().until(() -> client.get("/").text().equals("two"));
			int asked = Registry.threads.size();
			gateway.context().publishEvent(new HeartbeatEvent(this, 1));
			gateway.context().publishEvent(new HeartbeatEvent(this, 2));
			Awaitility.await().until(() -> Registry.threads.size() > asked);
			assertThat(Registry.threads).hasSize(asked + 1);
		}
	}

	@Test
	void intervalWhenItIsOverLooksAgain() {
		Registry.instances.add(instance(peer("one").port(), false, Map.of()));
		try (TestGateway gateway = start("proxy.routes.a.refresh.interval=50ms");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").text()).isEqualTo("one");
			Registry.instances.set(0, instance(peer("two").port(), false, Map.of()));
			Awaitility.await().until(() -> client.get("/").text().equals("two"));
		}
	}

	@Test
	void membersWhenRegistryFailsOrIsEmptyStay(CapturedOutput output) {
		Registry.instances.add(instance(peer("one").port(), false, Map.of()));
		try (TestGateway gateway = start("proxy.routes.a.refresh.interval=20ms");
				RawClient client = RawClient.connect(gateway.port())) {
			Registry.failure = new IllegalStateException("The registry is down");
			Awaitility.await().until(() -> output.getOut().contains("The registry is down"));
			assertThat(client.get("/").text()).isEqualTo("one");
			Registry.instances.clear();
			Registry.failure = null;
			Awaitility.await().until(() -> output.getOut().contains("absent (The registry knows no instance)"));
			assertThat(client.get("/").text()).isEqualTo("one");
		}
	}

	@Test
	void registryWhenItHangsIsNotAskedTwiceAtATime(CapturedOutput output) {
		Gate gate = new Gate();
		Registry.gate = gate;
		Registry.instances.add(instance(peer("one").port(), false, Map.of()));
		try (TestGateway gateway = start("proxy.routes.a.refresh.timeout=50ms",
				"logging.level.dev.detour.proxy.source=debug"); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(503);
			Awaitility.await().until(() -> output.getOut().contains("has not answered the look-up before this one"));
			assertThat(Registry.threads).hasSize(1);
			Registry.gate = null;
			gate.open();
			Awaitility.await().until(() -> client.get("/").text().equals("one"));
		}
	}

	@Test
	void instanceWhenItSaysSoHasTlsAndWeight(CapturedOutput output) {
		Registry.instances.add(instance(8001, true, Map.of("weight", "3")));
		Registry.instances.add(instance(8002, false, Map.of("secure", "true", "weight", "heavy")));
		Registry.instances.add(instance(8003, false, Map.of("weight", "-1")));
		Registry.instances.add(instance(0, false, Map.of()));
		try (TestGateway gateway = start()) {
			assertThat(members(gateway)).containsExactlyInAnyOrder(Peer.https("127.0.0.1", 8001).withWeight(3),
					Peer.https("127.0.0.1", 8002), Peer.http("127.0.0.1", 8003));
			assertThat(output).contains("Instance 127.0.0.1:0 of 'carts' is left out")
				.contains("Instance 127.0.0.1:8002 of 'carts' has weight 1")
				.contains("Instance 127.0.0.1:8003 of 'carts' has weight 1");
		}
	}

	@Test
	void instanceWhenSchemeIsSetHasThat() {
		Registry.instances.add(instance(8001, true, Map.of()));
		Registry.instances.add(instance(8002, false, Map.of()));
		try (TestGateway gateway = start("proxy.routes.a.discovery.scheme=https",
				"proxy.routes.a.peer.connect-timeout=7ms")) {
			assertThat(members(gateway)).allMatch(Peer::isSecure)
				.allMatch((peer) -> peer.options().timeouts().connect().toMillis() == 7)
				.hasSize(2);
		}
	}

	private ScriptedUpstream peer(String body) {
		ScriptedUpstream peer = ScriptedUpstream.start().always(Script.respond(200).body(body));
		this.peers.add(peer);
		return peer;
	}

	private static ServiceInstance instance(int port, boolean secure, Map<String, String> metadata) {
		return new DefaultServiceInstance("carts-" + port, "carts", "127.0.0.1", port, secure, metadata);
	}

	private static TestGateway start(String... properties) {
		Stream<String> common = Stream.of("proxy.routes.a.path=/**", "proxy.routes.a.discovery.service=carts",
				"proxy.defaults.refresh.min-interval=20ms", "logging.level.dev.detour.proxy=info");
		return TestGateway.start(Registry.class, Stream.concat(common, Stream.of(properties)).toArray(String[]::new));
	}

	private static List<Peer> members(TestGateway gateway) {
		return gateway.bean(PeerGroups.class)
			.group("a")
			.members()
			.stream()
			// Without the options that all have
			.map((member) -> {
				Peer peer = member.peer();
				return Peer.of(peer.toString())
					.withWeight(peer.options().weight())
					.withConnectTimeout(peer.options().timeouts().connect());
			})
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	static class Registry {

		private static final List<ServiceInstance> instances = new CopyOnWriteArrayList<>();

		private static final List<String> threads = new CopyOnWriteArrayList<>();

		private static volatile RuntimeException failure;

		private static volatile Gate gate;

		static void reset() {
			instances.clear();
			threads.clear();
			failure = null;
			gate = null;
		}

		@Bean
		DiscoveryClient registry() {
			return new DiscoveryClient() {

				@Override
				public String description() {
					return "A registry that blocks";
				}

				@Override
				public List<ServiceInstance> getInstances(String service) {
					threads.add(Thread.currentThread().getName());
					pass();
					if (failure != null) {
						throw failure;
					}
					return service.equals("carts") ? List.copyOf(instances) : List.of();
				}

				private void pass() {
					Gate closed = gate;
					try {
						if (closed != null) {
							closed.pass();
						}
					}
					catch (InterruptedException ex) {
						throw new IllegalStateException(ex);
					}
				}

				@Override
				public List<String> getServices() {
					return List.of("carts");
				}

			};
		}

	}

}
