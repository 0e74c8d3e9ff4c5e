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

package dev.detour.proxy.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProxyEndpoint} over HTTP.
 */
class ProxyEndpointTests {

	@Test
	void exchangeWhenItTakesThreeAttemptsIsOneEntryWithTheNumbersOfMeters() {
		try (ClosedPort refusing = ClosedPort.take();
				ScriptedUpstream resetting = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				ScriptedUpstream answering = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway
					.start(List.of(refusing.port(), resetting.port(), answering.port()))) {
			assertThat(gateway.get("/orders/1?token=secret").status()).isEqualTo(200);
			awaitCompleted(gateway, 1);

			DocumentContext json = gateway.json("/actuator/proxy");
			assertThat(json.<List<Integer>>read("$.failures[*].id")).containsExactly(1);
			assertThat(json.<String>read("$.failures[0].method")).isEqualTo("GET");
			assertThat(json.<String>read("$.failures[0].path")).isEqualTo("/orders/1");
			assertThat(json.<String>read("$.failures[0].handler")).isEqualTo("orders");
			assertThat(json.<String>read("$.failures[0].outcome")).isEqualTo("relayed");
			assertThat(json.<Integer>read("$.failures[0].status")).isEqualTo(200);
			assertThat(json.<List<String>>read("$.failures[0].attempts[*].peer"))
				.containsExactly("127.0.0.1:" + refusing.port(), "127.0.0.1:" + resetting.port(), answering.address());
			assertThat(json.<List<String>>read("$.failures[0].attempts[*].error")).containsExactly("connect_refused",
					"connection_reset");
			assertThat(json.<List<String>>read("$.failures[0].attempts[*].delivery")).containsExactly("not_sent",
					"sent");
			assertThat(json.<List<String>>read("$.failures[0].attempts[*].decision")).containsExactly("retry", "retry");
			assertThat(json.<List<String>>read("$.failures[0].attempts[*].veto")).isEmpty();
			assertThat(json.<List<Number>>read("$.failures[0].attempts[*].firstByteMs")).hasSize(1);
			assertThat(json.<List<Number>>read("$.failures[0].attempts[*].connectMs")).hasSize(2);

			assertThat(json.<Integer>read("$.traffic.exchanges.relayed")).isOne();
			assertThat(json.<Integer>read("$.traffic.attempts.failure")).isEqualTo(2);
			assertThat(json.<Integer>read("$.traffic.attempts.success")).isOne();
			assertThat(json.<Integer>read("$.traffic.retries")).isEqualTo(2);
			assertThat(json.<Integer>read("$.traffic.active")).isZero();
			assertThat(gateway.json("/actuator/metrics/proxy.retries").<Double>read("$.measurements[0].value"))
				.isEqualTo(2);

			assertThat(json.<List<String>>read("$.peers[?(@.condition == 'failing')].address"))
				.containsExactlyInAnyOrder("127.0.0.1:" + refusing.port(), "127.0.0.1:" + resetting.port());
			assertThat(json.<List<Integer>>read("$.peers[?(@.condition == 'up')].latency.count")).containsExactly(1);
			assertThat(json.<List<Integer>>read("$.peers[*].inFlight")).containsOnly(0);
			assertThat(gateway.json("/actuator/proxy?after=1").<List<Object>>read("$.failures")).isEmpty();
		}
	}

	@Test
	void retryWhenRefusedHasItsReason() {
		try (ScriptedUpstream resetting = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				WatchedGateway gateway = WatchedGateway.start(List.of(resetting.port(), resetting.port()),
						"proxy.endpoint.show-query=true", "proxy.endpoint.max-failures=2");
				RawClient client = gateway.connect()) {
			for (int i = 0; i < 3; i++) {
				assertThat(client.post("/orders/" + i + "?a=1&token=secret", "content").status()).isEqualTo(502);
			}
			awaitCompleted(gateway, 3);
			DocumentContext failures = gateway.json("/actuator/proxy/failures");
			assertThat(failures.<List<String>>read("$.failures[*].path")).containsExactly("/orders/2?a=1&token=***",
					"/orders/1?a=1&token=***");
			assertThat(failures.<List<String>>read("$.failures[*].error")).containsOnly("connection_reset");
			assertThat(failures.<List<String>>read("$.failures[*].attempts[*].veto")).containsExactly("not_idempotent",
					"not_idempotent");
			DocumentContext traffic = gateway.json("/actuator/proxy/traffic");
			assertThat(traffic.<Integer>read("$.traffic.suppressed.not_idempotent")).isEqualTo(3);
			assertThat(traffic.<Integer>read("$.traffic.exchanges.failed")).isEqualTo(3);
			assertThat(traffic.<List<Integer>>read("$.traffic.perSecond.exchanges")).hasSize(60);
		}
	}

	@Test
	void handlersHaveTheirPhasesAndMethods() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(upstream.port()))) {
			DocumentContext json = gateway.json("/actuator/proxy");
			assertThat(json.<String>read("$.mount")).startsWith("directly on the server");
			assertThat(json.<String>read("$.access")).isEqualTo("read_only");
			assertThat(json.<List<String>>read("$.handlers[*].name")).containsExactly("orders", "stock");
			assertThat(json.<List<String>>read("$.handlers[0].paths")).containsExactly("/orders/**");
			assertThat(json.<List<String>>read("$.handlers[0].methods")).containsExactly("GET", "POST");
			assertThat(json.<List<String>>read("$.handlers[0].phases.upstream_peer"))
				.containsExactly("Orders.peer(Attempts)");
			assertThat(json.<List<String>>read("$.handlers[0].phases.proxy_error"))
				.containsExactly("Orders.errorWhileProxy()", "Orders.tooSlow() on read_timeout");
			assertThat(gateway.json("/actuator/proxy/handlers").<Object>read("$"))
				.isEqualTo(Map.of("handlers", json.read("$.handlers")));
			assertThat(gateway.get("/actuator/proxy/nothing").status()).isEqualTo(404);
			assertThat(gateway.json("/actuator/info").<Integer>read("$.proxy.handlers")).isEqualTo(2);
		}
	}

	@Test
	void changeWhenAccessIsNotGrantedIsRefused() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(upstream.port()))) {
			assertThat(gateway.change("eject", "{\"peer\":\"" + upstream.address() + "\"}").status()).isEqualTo(405);
			assertThat(gateway.json("/actuator/proxy/groups").<String>read("$.groups[0].peers[0].condition"))
				.isEqualTo("up");
		}
	}

	@Test
	void peerWhenEjectedGetsNothingUntilItIsRestored() {
		try (ScriptedUpstream one = ScriptedUpstream.start();
				ScriptedUpstream other = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(one.port(), other.port()),
						WatchedGateway.WRITABLE)) {
			String peer = "{\"peer\":\"" + one.address() + "\"}";
			RawResponse changed = gateway.change("eject", peer);
			assertThat(changed.status()).as(changed.text()).isEqualTo(200);
			assertThat(changed.text()).contains("\"condition\":\"ejected\",\"reason\":\"by_hand\"");
			for (int i = 0; i < 10; i++) {
				assertThat(gateway.get("/stock/" + i).status()).isEqualTo(200);
			}
			assertThat(one.requests()).isEmpty();
			assertThat(other.requests()).hasSize(10);

			assertThat(gateway.change("restore", "{\"group\":\"stock\",\"peer\":\"http://" + one.address() + "\"}")
				.status()).isEqualTo(200);
			assertThat(gateway.change("drain", "{\"peer\":\"" + other.address() + "\"}").text())
				.doesNotContain(other.address());
			assertThat(gateway.get("/stock/x").status()).isEqualTo(200);
			assertThat(one.requests()).hasSize(1);
			assertThat(gateway.json("/actuator/proxy").<String>read("$.access")).isEqualTo("unrestricted");
		}
	}

	@Test
	void groupWhenFromPropertiesCanBeChangedToo() {
		try (ScriptedUpstream one = ScriptedUpstream.start();
				ScriptedUpstream other = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(one.port()), WatchedGateway.WRITABLE,
						"proxy.routes.cart.path=/cart/**",
						"proxy.routes.cart.peers=http://" + one.address() + ",http://" + other.address())) {
			assertThat(gateway.change("eject", "{\"group\":\"cart\",\"peer\":\"" + one.address() + "\"}").status())
				.isEqualTo(200);
			for (int i = 0; i < 6; i++) {
				assertThat(gateway.get("/cart/" + i).status()).isEqualTo(200);
			}
			assertThat(one.requests()).isEmpty();
			assertThat(gateway.json("/actuator/proxy/groups")
				.<List<String>>read("$.groups[?(@.name == 'cart')].peers[*].condition"))
				.containsExactly("ejected", "up");
		}
	}

	@Test
	void changeWhenItMakesNoSenseIsABadRequest() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(upstream.port()), WatchedGateway.WRITABLE);
				RawClient client = gateway.connect()) {
			assertThat(gateway.change("eject", "{\"peer\":\"10.0.0.1:80\"}").status()).isEqualTo(400);
			assertThat(gateway.change("eject", "{}").status()).isEqualTo(400);
			assertThat(gateway.change("restore", "{\"peer\":\"" + upstream.address() + "\"}").status()).isEqualTo(400);
			assertThat(gateway.change("explode", "{\"peer\":\"" + upstream.address() + "\"}").status()).isEqualTo(400);
			// What a page of another origin could send without being asked first
			assertThat(client
				.post("/actuator/proxy/eject", "{\"peer\":\"" + upstream.address() + "\"}", "Content-Type: text/plain")
				.status()).isEqualTo(415);
		}
	}

	@Test
	void healthWhenGroupHasNoHealthyPeerIsDownOnlyInStrictMode() {
		for (boolean strict : new boolean[] { false, true }) {
			try (ScriptedUpstream upstream = ScriptedUpstream.start();
					WatchedGateway gateway = WatchedGateway.start(List.of(upstream.port()), WatchedGateway.WRITABLE,
							"management.endpoint.health.show-details=always", "proxy.health.strict=" + strict)) {
				assertThat(gateway.get("/actuator/health/proxy").text()).contains("\"status\":\"UP\"")
					.contains("\"healthy\":1");
				gateway.change("eject", "{\"peer\":\"" + upstream.address() + "\"}");
				RawResponse health = gateway.get("/actuator/health/proxy");
				assertThat(health.status()).isEqualTo(strict ? 503 : 200);
				assertThat(health.text()).contains("\"http://" + upstream.address() + "\":\"ejected\"");
				assertThat(gateway.get("/stock/1").status()).isEqualTo(503);
			}
		}
	}

	@Test
	void dashboardIsServedBelowTheEndpoint() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(upstream.port()),
						"management.endpoints.web.base-path=/manage")) {
			RawResponse page = gateway.get("/manage/proxy/dashboard");
			assertThat(page.status()).isEqualTo(200);
			assertThat(page.header("Content-Type")).hasValue("text/html;charset=UTF-8");
			assertThat(page.text()).contains("default-src 'none'").doesNotContain("{{");
			assertThat(page.text().replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "url(");
			try (RawClient client = gateway.connect()) {
				RawResponse peers = client.get("/manage/proxy/peers", "Accept: text/html,*/*;q=0.8");
				assertThat(peers.header("Content-Type")).hasValue("application/json");
			}
			assertThat(gateway.get("/actuator/proxy/dashboard").status()).isEqualTo(404);
		}
	}

	@Test
	void endpointWhenNotExposedIsNotThereAndNothingIsRemembered() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(upstream.port()),
						"management.endpoints.web.exposure.exclude=proxy")) {
			assertThat(gateway.get("/actuator/proxy").status()).isEqualTo(404);
			assertThat(gateway.get("/actuator/proxy/dashboard").status()).isEqualTo(404);
			assertThat(gateway.gateway().context().getBeansOfType(ExchangeHistory.class)).isEmpty();
		}
	}

	@Test
	void descriptionIsWhatTheDocumentationShows() throws IOException {
		try (ScriptedUpstream resetting = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				ScriptedUpstream answering = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(resetting.port(), answering.port()),
						WatchedGateway.WRITABLE);
				RawClient client = gateway.connect()) {
			assertThat(client.get("/orders/1").status()).isEqualTo(200);
			assertThat(client.post("/orders", "content").status()).isEqualTo(502);
			assertThat(gateway.change("eject", "{\"peer\":\"" + resetting.address() + "\"}").status()).isEqualTo(200);
			awaitCompleted(gateway, 2);
			Matcher shown = Pattern.compile("<!-- output: proxy -->\n```json\n(.*?)\n```", Pattern.DOTALL)
				.matcher(Files.readString(Path.of("..", "docs", "observability.md")));
			assertThat(shown.find()).isTrue();
			assertThat(paths(gateway.json("/actuator/proxy").read("$"), ""))
				.isEqualTo(paths(JsonPath.parse(shown.group(1)).read("$"), ""));
		}
	}

	private static Set<String> paths(Object json, String path) {
		Set<String> paths = new TreeSet<>();
		if (json instanceof Map<?, ?> object) {
			object.forEach((key, value) -> paths.addAll(paths(value, path + "." + key)));
		}
		else if (json instanceof List<?> array && !array.isEmpty()) {
			array.forEach((value) -> paths.addAll(paths(value, path + "[]")));
		}
		else {
			paths.add((json instanceof List<?>) ? path + "[]" : path);
		}
		return paths;
	}

	private static void awaitCompleted(WatchedGateway gateway, int count) {
		Awaitility.await().untilAsserted(() -> {
			DocumentContext json = gateway.json("/actuator/proxy/failures");
			assertThat(json.<List<Integer>>read("$.failures[*].id")).contains(count);
		});
	}

}
