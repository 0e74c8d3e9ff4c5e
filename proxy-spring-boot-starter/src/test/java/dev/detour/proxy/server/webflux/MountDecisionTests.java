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

package dev.detour.proxy.server.webflux;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

import dev.detour.proxy.testing.InheritedLogLevels;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith({ InheritedLogLevels.class, OutputCaptureExtension.class })
class MountDecisionTests {

	@Test
	void decisionWhenNothingIsInFrontIsDirectAndLogged(CapturedOutput output) {
		try (TestGateway gateway = TestGateway.start(ProxyApp.class, "logging.level.dev.detour=info")) {
			assertThat(Mount.decision(gateway).isDirect()).isTrue();
			assertThat(output).containsOnlyOnce("Proxied paths are mounted directly on the server");
		}
	}

	@Test
	void decisionWhenThereIsAFilterIsLoggedWithItsName(CapturedOutput output) {
		try (TestGateway gateway = TestGateway.start(ProxyApp.class, ProxyApp.FILTER,
				"logging.level.dev.detour=info")) {
			assertThat(Mount.decision(gateway).isDirect()).isFalse();
			assertThat(output).containsOnlyOnce(
					"Proxied paths are mounted behind WebFlux, since there are filters: " + ProxyApp.class.getName());
		}
	}

	@Test
	void decisionWhenHandlerIsDecoratedIsWebFlux() {
		assertThat(decision(DecoratedApp.class)).startsWith("behind WebFlux, since requests go through ");
	}

	@Test
	void decisionWhenBuilderIsCustomizedIsWebFlux() {
		assertThat(decision(CustomizedApp.class)).startsWith("behind WebFlux, since there are filters: ");
	}

	@Test
	void decisionWhenForwardedFieldsAreForTheFrameworkIsWebFlux() {
		assertThat(decision(ProxyApp.class, "server.forward-headers-strategy=framework"))
			.isEqualTo("behind WebFlux, since there is a ForwardedHeaderTransformer");
	}

	@Test
	void decisionWhenMappingIsOfUnknownKindIsWebFlux() {
		assertThat(decision(UnknownMappingApp.class))
			.startsWith("behind WebFlux, since it is not known what this claims: ");
	}

	@Test
	void requestWhenRouterFunctionClaimsPathIsItsOwn() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestGateway gateway = TestGateway.start(RouterFunctionApp.class);
				RawClient client = RawClient.connect(gateway.port())) {
			upstream.always(Script.respond(200).body("proxied"));
			gateway.bean(Peers.class).use(upstream.port());
			assertThat(Mount.decision(gateway).isDirect()).isFalse();
			assertThat(client.get("/function").text()).isEqualTo("function");
			assertThat(client.get("/else").text()).isEqualTo("proxied");
		}
	}

	@Test
	void requestWhenUrlMappingClaimsPathIsItsOwn() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestGateway gateway = TestGateway.start(UrlMappingApp.class);
				RawClient client = RawClient.connect(gateway.port())) {
			upstream.always(Script.respond(200).body("proxied"));
			gateway.bean(Peers.class).use(upstream.port());
			assertThat(Mount.decision(gateway).isDirect()).isTrue();
			assertThat(client.get("/url/x").status()).isEqualTo(410);
			assertThat(client.get("/else").text()).isEqualTo("proxied");
		}
	}

	@Test
	void requestWhenApplicationIsBelowABasePathIsRoutedWithinIt() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestGateway gateway = TestGateway.start(ProxyApp.class, ProxyApp.PARTLY,
						"spring.webflux.base-path=/base");
				RawClient client = RawClient.connect(gateway.port())) {
			upstream.always(Script.respond(200).body("proxied"));
			gateway.bean(Peers.class).use(upstream.port());
			assertThat(Mount.decision(gateway).isDirect()).isFalse();
			assertThat(client.get("/base/proxied/x").text()).isEqualTo("proxied");
			assertThat(upstream.request(0).target()).isEqualTo("/base/proxied/x");
			assertThat(client.get("/proxied/x").status()).isEqualTo(404);
		}
	}

	@Test
	void requestWhenNotProxiedGetsStaticResource() {
		try (TestGateway gateway = TestGateway.start(ProxyApp.class, ProxyApp.PARTLY);
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/static-resource.txt").text()).isEqualTo("static");
			assertThat(client.get("/nothing").status()).isEqualTo(404);
		}
	}

	private static String decision(Class<?> application, String... properties) {
		try (TestGateway gateway = TestGateway.start(application, properties)) {
			return Mount.decision(gateway).toString();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class DecoratedApp {

		@Bean
		HttpHandlerDecoratorFactory decorator() {
			return (handler) -> (HttpHandler) handler::handle;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class CustomizedApp {

		@Bean
		WebHttpHandlerBuilderCustomizer customizer() {
			return (builder) -> builder.filter((exchange, chain) -> chain.filter(exchange));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class UnknownMappingApp {

		@Bean
		HandlerMapping mapping() {
			return new SimpleUrlHandlerMapping(Map.of(), -1) {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class RouterFunctionApp {

		@Bean
		RouterFunction<ServerResponse> function() {
			return RouterFunctions.route()
				.GET("/function", (request) -> ServerResponse.ok().bodyValue("function"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class UrlMappingApp {

		@Bean
		HandlerMapping mapping() {
			WebHandler gone = (exchange) -> {
				exchange.getResponse().setStatusCode(HttpStatus.GONE);
				return Mono.empty();
			};
			return new SimpleUrlHandlerMapping(Map.of("/url/*", gone), -1);
		}

	}

}
