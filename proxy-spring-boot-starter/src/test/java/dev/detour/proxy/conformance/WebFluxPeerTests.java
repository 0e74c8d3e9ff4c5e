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

package dev.detour.proxy.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with Spring WebFlux as the peer, and Spring's WebClient as the client.
 */
class WebFluxPeerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String AUTO_CONFIGURATION = "dev.detour.proxy.autoconfigure.";

	private static ConfigurableApplicationContext application;

	private static int port;

	private static TestGateway gateway;

	private static LoopResources loops;

	private static ConnectionProvider connections;

	private static WebClient client;

	@BeforeAll
	static void start() {
		SpringApplication peer = new SpringApplication(Application.class, Controller.class);
		peer.setWebApplicationType(WebApplicationType.REACTIVE);
		application = peer.run("--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=warn",
				"--spring.autoconfigure.exclude=" + excluded());
		port = Objects.requireNonNull(((WebServerApplicationContext) application).getWebServer()).getPort();
		gateway = TestGateway.start(Forwarding.class);
		loops = LoopResources.create("web-client", 1, true);
		connections = ConnectionProvider.create("web-client");
		client = WebClient.builder()
			.baseUrl("http://127.0.0.1:" + gateway.port())
			.clientConnector(new ReactorClientHttpConnector(HttpClient.create(connections).runOn(loops)))
			.build();
	}

	private static String excluded() {
		String security = "org.springframework.boot.security.autoconfigure.";
		return String.join(",", security + "actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration",
				security + "web.reactive.ReactiveWebSecurityAutoConfiguration",
				security + "ReactiveUserDetailsServiceAutoConfiguration", AUTO_CONFIGURATION + "ProxyAutoConfiguration",
				AUTO_CONFIGURATION + "ProxyHandlerAutoConfiguration");
	}

	@AfterAll
	static void stop() {
		connections.disposeLater().block(PATIENCE);
		loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(PATIENCE);
		gateway.close();
		application.close();
	}

	@Test
	void objectsGoBothWays() {
		Map<?, ?> answer = client.post()
			.uri("/orders")
			.bodyValue(Map.of("items", List.of("a", "b")))
			.retrieve()
			.bodyToMono(Map.class)
			.block(PATIENCE);
		assertThat(answer).isEqualTo(Map.of("count", 2));
	}

	@Test
	void statusOfThePeerArrives() {
		assertThat(client.get()
			.uri("/nothing")
			.exchangeToMono((response) -> Mono.just(response.statusCode().value()))
			.block(PATIENCE)).isEqualTo(404);
	}

	@Test
	void eachEventArrivesBeforeTheNextIsSent() {
		Sinks.Many<String> events = application.getBean(Controller.class).events;
		Flux<String> received = client.get()
			.uri("/events")
			.accept(MediaType.TEXT_EVENT_STREAM)
			.exchangeToFlux((response) -> Flux.just("status " + response.statusCode().value())
				.concatWith(response.bodyToFlux(String.class)));
		// This peer sends no head before there is a first event.
		events.tryEmitNext("one").orThrow();
		StepVerifier.create(received)
			.expectNext("status 200", "one")
			.then(() -> events.tryEmitNext("two").orThrow())
			.expectNext("two")
			.then(() -> events.tryEmitComplete().orThrow())
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void responseOfManyPiecesArrivesWhole() {
		assertThat(client.get().uri("/numbers").retrieve().bodyToFlux(Integer.class).count().block(PATIENCE))
			.isEqualTo(1000);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		// Event loops of its own: the gateway of the test disposes the common ones.
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory factory = new ReactorResourceFactory();
			factory.setUseGlobalResources(false);
			return factory;
		}

	}

	@RestController
	static class Controller {

		private final Sinks.Many<String> events = Sinks.many().unicast().onBackpressureBuffer();

		@PostMapping("/orders")
		Mono<Map<String, Integer>> order(@RequestBody Mono<Map<String, List<String>>> order) {
			return order.map((content) -> Map.of("count", content.get("items").size()));
		}

		@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> events() {
			return this.events.asFlux();
		}

		@GetMapping(path = "/numbers", produces = MediaType.APPLICATION_NDJSON_VALUE)
		Flux<Integer> numbers() {
			return Flux.range(0, 1000);
		}

	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", port);
		}

	}

}
