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

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exchanges that have failed and are answered by the application itself.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class LocalForwardTests {

	@Parameter
	boolean filtered;

	private ClosedPort dead;

	@BeforeEach
	void start() {
		this.dead = ClosedPort.take();
		Recorder.OUTCOMES.clear();
	}

	@AfterEach
	void stop() {
		this.dead.close();
	}

	@Test
	void requestWhenPeersHaveFailedIsAnsweredByController() throws InterruptedException {
		try (TestGateway gateway = gateway("/local/down"); RawClient client = connect(gateway)) {
			RawResponse response = client.get("/orders/1?x=y", "X-Own: 1", "If-None-Match: *", "Range: bytes=0-1");
			assertThat(response.status()).isEqualTo(502);
			assertThat(response.text()).isEqualTo("GET /local/down?x=y: CONNECT_REFUSED after 3 at /orders/1?x=y, 1");
			ExchangeOutcome outcome = ended();
			assertThat(outcome.result()).isEqualTo(Result.FAILED);
			assertThat(outcome.status()).isEqualTo(502);
			assertThat(outcome.error().type()).isEqualTo(ErrorType.CONNECT_REFUSED);
			// The connection goes on.
			assertThat(client.head("/orders/1").status()).isEqualTo(502);
			assertThat(client.get("/local/down").status()).isEqualTo(400);
		}
	}

	@Test
	void requestWhenPeersHaveFailedIsAnsweredAsGuideSays() {
		try (TestGateway gateway = gateway("/local/orders-down"); RawClient client = connect(gateway)) {
			assertThat(client.get("/orders/1").text()).isEqualTo("Orders are down.");
		}
	}

	@Test
	void requestWhenItHasContentIsForwardedWithoutIt() {
		try (TestGateway gateway = gateway("/local/content"); RawClient client = connect(gateway)) {
			RawResponse response = client.post("/orders", "content", "Content-Type: text/plain");
			assertThat(response.status()).isEqualTo(502);
			assertThat(response.text()).isEqualTo("POST, 0 bytes, null");
			assertThat(response.headers("Connection")).containsExactly("close");
		}
	}

	@Test
	void statusWhenControllerChoosesOneIsThatOfTheExchange() throws InterruptedException {
		try (TestGateway gateway = gateway("/local/ok"); RawClient client = connect(gateway)) {
			RawResponse response = client.get("/orders/1");
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.text()).isEqualTo("from the cache");
			assertThat(ended().status()).isEqualTo(200);
		}
	}

	@Test
	void requestWhenApplicationHasBasePathIsAnsweredByControllerWithin() {
		try (TestGateway gateway = gateway("/local/ok", "spring.webflux.base-path=/app");
				RawClient client = connect(gateway)) {
			assertThat(client.get("/app/orders/1").text()).isEqualTo("from the cache");
		}
	}

	@Test
	void requestWhenNothingIsThereIsAnsweredByPlainPage() throws InterruptedException {
		try (TestGateway gateway = gateway("/nowhere"); RawClient client = connect(gateway)) {
			assertThat(client.get("/orders/1").text()).isEqualTo("502 Bad Gateway\n");
			assertThat(ended().status()).isEqualTo(502);
		}
	}

	@Test
	void requestWhenControllerFailsIsAnsweredByPlainPage() throws InterruptedException {
		try (TestGateway gateway = gateway("/local/broken"); RawClient client = connect(gateway)) {
			RawResponse response = client.get("/orders/1");
			assertThat(response.status()).isEqualTo(502);
			assertThat(response.text()).isEqualTo("502 Bad Gateway\n");
			assertThat(ended().status()).isEqualTo(502);
		}
	}

	@Test
	void requestWhenForwardIsProxiedItselfIsAnsweredByPlainPage() {
		try (ScriptedUpstream peer = ScriptedUpstream.start();
				TestGateway gateway = gateway("/proxied", "proxy.routes.proxied.path=/proxied",
						"proxy.routes.proxied.peers=" + peer.uri());
				TestGateway self = gateway("/orders/again");
				RawClient client = connect(gateway);
				RawClient other = connect(self)) {
			assertThat(client.get("/orders/1").text()).isEqualTo("502 Bad Gateway\n");
			assertThat(peer.requests()).isEmpty();
			assertThat(other.get("/orders/1").text()).isEqualTo("502 Bad Gateway\n");
		}
	}

	@Test
	void exchangeWhenClientLeavesDuringForwardIsOver() throws InterruptedException {
		try (TestGateway gateway = gateway("/local/never")) {
			try (RawClient client = connect(gateway)) {
				client.send("GET /orders/1 HTTP/1.1\r\nHost: a\r\n\r\n");
				assertThat(gateway.bean(Local.class).asked.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
				assertThat(Recorder.OUTCOMES).isEmpty();
			}
			assertThat(ended().result()).isEqualTo(Result.CLIENT_GONE);
		}
	}

	@Test
	void requestWhenPeerBreaksOffAfterHeadIsNotForwarded() {
		try (ScriptedUpstream breaking = ScriptedUpstream.start()
			.always(Script.respond(200).body("0123456789").onlyBodyBytes(3).thenClose());
				TestGateway gateway = gateway("/local/ok", "proxy.routes.breaking.path=/breaking",
						"proxy.routes.breaking.peers=" + breaking.uri(),
						"proxy.routes.breaking.fallback.forward=/local/ok");
				RawClient client = connect(gateway)) {
			RawResponse response = client.get("/breaking");
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.text()).isEqualTo("012");
		}
	}

	@Test
	void requestWhenOtherRouteIsProxiedReachesItsPeer() {
		try (ScriptedUpstream peer = ScriptedUpstream.start();
				TestGateway gateway = gateway("/local/ok", "proxy.routes.other.path=/other",
						"proxy.routes.other.peers=" + peer.uri(), "proxy.routes.live.path=/live",
						"proxy.routes.live.peers=" + peer.uri(), "proxy.routes.live.fallback.forward=/local/ok");
				RawClient client = connect(gateway)) {
			assertThat(client.get("/other").text()).isEqualTo("ok");
			assertThat(client.get("/live").text()).isEqualTo("ok");
		}
	}

	@Test
	void streamWhenPeersHaveFailedIsAnsweredByController() {
		try (TestGateway gateway = gateway("/local/ok", "server.http2.enabled=true");
				RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
			client.post(1, "/orders/1").data(1, "content", true);
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.status()).isEqualTo(200);
			client.post(3, "/orders/1", "content-type", "application/grpc").data(3, "\0\0\0\0\0", true);
			assertThat(client.awaitResponse(3).fields("200")).contains("grpc-status: 14");
		}
	}

	private static ExchangeOutcome ended() throws InterruptedException {
		ExchangeOutcome outcome = Recorder.OUTCOMES.poll(10, TimeUnit.SECONDS);
		assertThat(outcome).isNotNull();
		return outcome;
	}

	private TestGateway gateway(String forward, String... properties) {
		String[] all = new String[properties.length + 4];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "proxy.routes.orders.path=/orders/**";
		all[properties.length + 1] = "proxy.routes.orders.peers=http://127.0.0.1:" + this.dead.port();
		all[properties.length + 2] = "proxy.routes.orders.fallback.forward=" + forward;
		all[properties.length + 3] = "proxy.routes.orders.failover.backoff.base=0s";
		return TestGateway.start(this.filtered ? Filtered.class : App.class, all);
	}

	private static RawClient connect(TestGateway gateway) {
		return RawClient.connect(gateway.port()).timeout(Duration.ofSeconds(20));
	}

	@Import({ Local.class, OrdersDown.class })
	static class App {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

	static class Filtered extends App {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

	@RestController
	@RequestMapping("/local")
	static class Local {

		final CompletableFuture<Boolean> asked = new CompletableFuture<>();

		@RequestMapping("/down")
		String down(@RequestAttribute("proxy.error") ProxyError error,
				@RequestAttribute("proxy.attempts") Attempts attempts,
				@RequestAttribute("proxy.request") ProxyRequest request, ServerWebExchange exchange) {
			Map<String, String> fields = exchange.getRequest().getHeaders().toSingleValueMap();
			assertThat(fields).doesNotContainKeys("If-None-Match", "Range");
			return exchange.getRequest().getMethod() + " " + exchange.getRequest().getURI().getRawPath() + "?"
					+ exchange.getRequest().getURI().getRawQuery() + ": " + error.type() + " after " + attempts.count()
					+ " at " + request.target() + ", " + fields.get("X-Own");
		}

		@RequestMapping("/content")
		Mono<String> content(ServerWebExchange exchange) {
			return exchange.getRequest()
				.getBody()
				.map((buffer) -> buffer.readableByteCount())
				.reduce(0, Integer::sum)
				.map((count) -> exchange.getRequest().getMethod() + ", " + count + " bytes, "
						+ exchange.getRequest().getHeaders().getContentType());
		}

		@RequestMapping("/ok")
		ResponseEntity<String> ok() {
			return ResponseEntity.ok("from the cache");
		}

		@RequestMapping("/broken")
		String broken() {
			throw new IllegalStateException("broken");
		}

		@RequestMapping("/never")
		Mono<String> never() {
			return Mono.<String>never().doOnSubscribe((subscription) -> this.asked.complete(true));
		}

	}

	static final class Recorder implements ExchangeListener {

		static final BlockingQueue<ExchangeOutcome> OUTCOMES = new LinkedBlockingQueue<>();

		@Override
		public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
			OUTCOMES.add(outcome);
		}

	}

}
