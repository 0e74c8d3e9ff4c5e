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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;

import dev.detour.proxy.route.FallbackPage;
import dev.detour.proxy.route.FallbackPages;
import dev.detour.proxy.route.ProblemDetails;
import dev.detour.proxy.route.ProxyRoutes;
import dev.detour.proxy.route.RouteFallback;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link FallbackMapper}.
 */
class FallbackMapperTests {

	private static final String ROUTE = "proxy.groups.g.peers=http://g:1\nproxy.groups.h.peers=http://h:1\n"
			+ "proxy.routes.a.path=/a\nproxy.routes.a.group=g\n";

	@Test
	void fallbackWhenNothingIsSetIsNone() {
		assertThat(fallback("")).isEqualTo(new RouteFallback(null, 2, null, FallbackPages.NONE));
	}

	@Test
	void fallbackWhenEverythingIsSetHasAll() {
		assertThat(fallback("""
				proxy.routes.a.failover.max-attempts=5
				proxy.routes.a.fallback.group=h
				proxy.routes.a.fallback.after-attempts=2
				proxy.routes.a.fallback.pages.503.html=classpath:pages/busy.html
				proxy.routes.a.fallback.pages.4xx.html=<p>
				proxy.routes.a.fallback.pages.default.problem.type=/problems/down
				proxy.routes.a.fallback.pages.default.problem.title=Down
				proxy.routes.a.fallback.pages.default.problem.detail=Try later
				""")).satisfies((fallback) -> {
			assertThat(fallback.group()).isEqualTo("h");
			assertThat(fallback.afterAttempts()).isEqualTo(2);
			assertThat(fallback.forward()).isNull();
			assertThat(fallback.pages().pages()).hasSize(3)
				.containsEntry("4xx", new FallbackPage("<p>", ProblemDetails.NONE))
				.containsEntry("default",
						new FallbackPage(null, new ProblemDetails("/problems/down", "Down", "Try later")));
			assertThat(fallback.pages().pages().get("503").html()).contains("gleich wieder da");
		});
	}

	@Test
	void fallbackWhenDefaultsAndRouteDifferIsThatOfRoute() {
		String pages = "proxy.defaults.fallback.pages.default.html=<p>\n";
		String forward = "proxy.defaults.fallback.forward=/down\n";
		assertThat(fallback(forward).forward()).isEqualTo("/down");
		RouteFallback forwarding = fallback(pages + "proxy.routes.a.fallback.forward=/own\n");
		assertThat(forwarding.forward()).isEqualTo("/own");
		assertThat(forwarding.pages().isEmpty()).isTrue();
		RouteFallback showing = fallback(forward + "proxy.routes.a.fallback.pages.5xx.html=<b>\n");
		assertThat(showing.forward()).isNull();
		assertThat(showing.pages().pages()).containsOnlyKeys("5xx");
		assertThat(fallback("proxy.defaults.fallback.group=h").group()).isEqualTo("h");
		assertThat(fallback("proxy.defaults.fallback.group=g").group()).isNull();
		assertThat(fallback(forward + "proxy.routes.a.fallback.forward=").forward()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"group=nowhere | a.fallback.group = 'nowhere' (Byte array resource [test] - 5:31): There is no such group in 'proxy.groups': there are [g, h]",
			"group=g | Must be another group than that of the route",
			"after-attempts=1 | Has no effect without 'group'", "after-attempts=0 | Must be at least 1",
			"group=h\\nafter-attempts=3 | Must be less than 'failover.max-attempts' 3",
			"forward=down | a.fallback.forward = 'down' (Byte array resource [test] - 5:33): The path must be encoded, start with one slash",
			"forward=//a/b | start with one slash", "forward=/a?b | have no query", "forward=/a b | must be encoded",
			"forward=/a\\npages.5xx.html=<p> | Must not be set together with 'pages'",
			"pages.503.html=/pages/busy.html | Must be HTML, or start with 'classpath:' or 'file:'",
			"pages.503.html=classpath:nowhere.html | a.fallback.pages.503.html = 'classpath:nowhere.html' (Byte array resource [test] - 5:40): Cannot be read: ",
			"pages.200.html=<p> | a.fallback.pages.200.html = '<p>' (Byte array resource [test] - 5:40): Must be for a status from 400 to 599, '4xx', '5xx', or 'default', but is for '200'",
			"pages.5xx.problem.type=a b | Illegal character",
			"pages.5xx.htm=<p> | There is no such property. Check the spelling" })
	void readWhenFallbackIsWrongSaysSo(String properties, String message) {
		String text = properties.replace("\\n", "\n").replaceAll("(?m)^", "proxy.routes.a.fallback.");
		assertThat(problems(text)).hasMessageContaining(message.trim());
	}

	@Test
	void readWhenDefaultIsWrongNamesIt() {
		assertThat(problems("proxy.defaults.fallback.pages.503.html=file:/nowhere.html")).hasMessageContaining(
				"proxy.defaults.fallback.pages.503.html = 'file:/nowhere.html' (Byte array resource [test] - 5:40): Cannot be read");
		assertThat(problems("proxy.defaults.fallback.pages.99.html=<p>"))
			.hasMessageContaining("proxy.defaults.fallback.pages.99.html = '<p>'");
	}

	@Test
	void readWhenRouteAnswersItselfHasNoFallback() {
		String answer = "proxy.routes.b.path=/b\nproxy.routes.b.response.status=204\n";
		assertThat(problems(answer + "proxy.routes.b.fallback.forward=/x")).hasMessageContaining(
				"proxy.routes.b.fallback.forward = '/x' (Byte array resource [test] - 7:33): Has no effect: the route answers itself");
		assertThat(RouteConfigurationReaderTests.read(ROUTE + answer + "proxy.defaults.fallback.forward=/x")
			.routes()
			.get(1)
			.fallback()).isEqualTo(RouteFallback.NONE);
	}

	@Test
	void pageWhenFileChangesIsReadAnewByReload(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("page.html"), "<p>old</p>");
		try (ClosedPort dead = ClosedPort.take();
				TestGateway gateway = TestGateway.start(Object.class, "proxy.routes.a.path=/a",
						"proxy.routes.a.peers=http://127.0.0.1:" + dead.port(),
						"proxy.routes.a.fallback.pages.502.html=" + file.toUri());
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/a").text()).isEqualTo("<p>old</p>");
			Files.writeString(file, "<p>new</p>");
			assertThat(client.get("/a").text()).isEqualTo("<p>old</p>");
			gateway.bean(ProxyRoutes.class).reload();
			assertThat(client.get("/a").text()).isEqualTo("<p>new</p>");
			gateway.context()
				.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("wrong",
						Map.of("proxy.routes.a.fallback.pages.502.html", "file:/nowhere")));
			assertThatExceptionOfType(InvalidRoutesException.class)
				.isThrownBy(() -> gateway.bean(ProxyRoutes.class).reload());
			assertThat(client.get("/a").text()).isEqualTo("<p>new</p>");
		}
	}

	private static RouteFallback fallback(String properties) {
		return RouteConfigurationReaderTests.read(ROUTE + properties).routes().get(0).fallback();
	}

	private static InvalidRoutesException problems(String properties) {
		return catchThrowableOfType(InvalidRoutesException.class,
				() -> RouteConfigurationReaderTests.read(ROUTE + properties));
	}

}
