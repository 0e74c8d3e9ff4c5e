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

package dev.detour.proxy.autoconfigure.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.policy.HedgePolicy;
import dev.detour.proxy.route.PeerGroups;
import dev.detour.proxy.route.ProxyRoutes;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Changes of the configuration while the gateway runs.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReloadTests {

	@Test
	void reloadWhenPropertiesHaveChangedUsesThem() {
		try (ScriptedUpstream one = ScriptedUpstream.start().always(Script.respond(200).body("one"));
				ScriptedUpstream two = ScriptedUpstream.start().always(Script.respond(200).body("two"));
				TestGateway gateway = start("proxy.groups.g.peers=" + one.uri());
				RawClient client = RawClient.connect(gateway.port())) {
			PeerGroup group = gateway.bean(PeerGroups.class).group("g").group();
			assertThat(client.get("/a").text()).isEqualTo("one");
			change(gateway, "proxy.groups.g.peers", two.uri(), "proxy.routes.b.path", "/b", "proxy.routes.b.group",
					"g");
			assertThat(client.get("/a").text()).isEqualTo("one");
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(client.get("/a").text()).isEqualTo("two");
			assertThat(client.get("/b").text()).isEqualTo("two");
			assertThat(gateway.bean(PeerGroups.class).group("g").group()).isSameAs(group);
		}
	}

	@Test
	void reloadWhenOptionsChangeMakesNewGroup() {
		try (ScriptedUpstream one = ScriptedUpstream.start().always(Script.respond(200).body("one"));
				TestGateway gateway = start("proxy.groups.g.peers=" + one.uri());
				RawClient client = RawClient.connect(gateway.port())) {
			PeerGroup group = gateway.bean(PeerGroups.class).group("g").group();
			change(gateway, "proxy.groups.g.load-balancing", "random");
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(gateway.bean(PeerGroups.class).group("g").group()).isNotSameAs(group);
			assertThat(client.get("/a").text()).isEqualTo("one");
		}
	}

	@Test
	void reloadWhenHedgesStayTheSameKeepsWhatTheyHaveMeasured() {
		try (TestGateway gateway = start("proxy.groups.g.peers=http://127.0.0.1:1",
				"proxy.routes.a.failover.hedge.percentile=0.9")) {
			HedgePolicy hedging = hedging(gateway);
			assertThat(hedging).isNotNull();
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(hedging(gateway)).isSameAs(hedging);
			change(gateway, "proxy.routes.a.failover.hedge.percentile", "0.95");
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(hedging(gateway)).isNotNull().isNotSameAs(hedging);
		}
	}

	private static @Nullable HedgePolicy hedging(TestGateway gateway) {
		ProxyRequest request = ProxyRequest.of("GET", "/a");
		ProxyHooks<?> hooks = gateway.bean(ProxyRoutes.class).find(request);
		assertThat(hooks).isNotNull();
		return Objects.requireNonNull(hooks.policy(request)).hedging();
	}

	@Test
	void reloadWhenExchangeIsInFlightLetsItFinish() {
		Gate gate = new Gate();
		try (ScriptedUpstream one = ScriptedUpstream.start()
			.always(Script.readRequest().thenStall(gate).thenRespond(200));
				ScriptedUpstream two = ScriptedUpstream.start().always(Script.respond(204));
				TestGateway gateway = start("proxy.groups.g.peers=" + one.uri());
				RawClient client = RawClient.connect(gateway.port());
				RawClient other = RawClient.connect(gateway.port())) {
			client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
			one.awaitRequests(1);
			change(gateway, "proxy.groups.g.peers", two.uri());
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(other.get("/a").status()).isEqualTo(204);
			assertThat(gateway.bean(PeerGroups.class).group("g").group().draining()).hasSize(1);
			gate.open();
			assertThat(client.readResponse().status()).isEqualTo(200);
		}
	}

	@Test
	void reloadWhenMirrorIsSetOrTakenAwaySendsCopiesOrNot() {
		try (ScriptedUpstream one = ScriptedUpstream.start().always(Script.respond(200).body("one"));
				ScriptedUpstream shadow = ScriptedUpstream.start().always(Script.respond(200));
				TestGateway gateway = start("proxy.groups.g.peers=" + one.uri());
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/a").text()).isEqualTo("one");
			change(gateway, "proxy.groups.shadow.peers", shadow.uri(), "proxy.routes.a.mirror.group", "shadow");
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(client.get("/a?copied").text()).isEqualTo("one");
			shadow.awaitCompleteRequests(1);
			change(gateway, "proxy.routes.a.mirror.percentage", "0");
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(client.get("/a").text()).isEqualTo("one");
			assertThat(shadow.requests()).singleElement()
				.satisfies((copy) -> assertThat(copy.target()).isEqualTo("/a?copied"));
		}
	}

	@Test
	void refreshWhenPropertyIsWrongIsRefusedAsAWhole(CapturedOutput output) {
		try (ScriptedUpstream one = ScriptedUpstream.start().always(Script.respond(200).body("one"));
				TestGateway gateway = start("proxy.groups.g.peers=" + one.uri());
				RawClient client = RawClient.connect(gateway.port())) {
			change(gateway, "proxy.routes.b.path", "/b", "proxy.routes.b.group", "g", "proxy.routes.a.group",
					"nowhere");
			assertThatExceptionOfType(InvalidRoutesException.class)
				.isThrownBy(() -> gateway.bean(ProxyRoutes.class).reload())
				.satisfies((ex) -> assertThat(ex.getProblems()).hasSize(1));
			gateway.context().publishEvent(new Changed(this));
			assertThat(output).contains("The new routes are refused, the old ones stay:")
				.contains("There is no such group");
			assertThat(client.get("/a").text()).isEqualTo("one");
			assertThat(client.get("/b").status()).isEqualTo(404);
			change(gateway, "proxy.routes.a.group", "g");
			gateway.context().publishEvent(new Changed(this));
			assertThat(client.get("/b").text()).isEqualTo("one");
		}
	}

	private static TestGateway start(String... properties) {
		List<String> all = new ArrayList<>(List.of("proxy.routes.a.path=/a", "proxy.routes.a.group=g"));
		all.addAll(List.of(properties));
		return TestGateway.start(Refreshing.class, all.toArray(String[]::new));
	}

	private static void change(TestGateway gateway, Object... namesAndValues) {
		Map<String, Object> properties = new HashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			properties.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
		}
		gateway.context()
			.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("change " + properties, properties));
	}

	@Configuration(proxyBeanMethods = false)
	static class Refreshing {

		@Bean
		RefreshListener testRefreshListener(ProxyRoutes routes) {
			return new RefreshListener(routes, Changed.class.getName());
		}

	}

	static final class Changed extends ApplicationEvent {

		Changed(Object source) {
			super(source);
		}

	}

}
