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

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What filters of WebFlux do to a proxied request and its response.
 */
class FilterTests {

	private static final int MIB = 1024 * 1024;

	private static TestGateway gateway;

	private ScriptedUpstream upstream;

	private RawClient client;

	@BeforeAll
	static void startGateway() {
		gateway = TestGateway.start(App.class);
	}

	@AfterAll
	static void stopGateway() {
		gateway.close();
	}

	@BeforeEach
	void start() {
		this.upstream = ScriptedUpstream.start();
		this.client = RawClient.connect(gateway.port());
		gateway.bean(Peers.class).use(this.upstream.port());
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.upstream.close();
	}

	@Test
	void fieldsWhenFilterChangesSomeLeaveOthersAsSent() {
		filterRequest((request) -> request.mutate().headers((headers) -> {
			headers.add("X-Added", "by filter");
			headers.remove("X-Removed");
			headers.set("x-changed", "after");
		}).build());
		this.client.get("/a%2Fb?c=%20", "x-B: 1", "X-Removed: x", "X-a: 2", "X-Changed: before", "x-B: 3");
		RecordedRequest request = this.upstream.request(0);
		assertThat(request.target()).isEqualTo("/a%2Fb?c=%20");
		assertThat(request.headerLines()).startsWith("Host: test.example", "x-B: 1", "X-a: 2", "x-B: 3");
		assertThat(request.headers("X-Added")).containsExactly("by filter");
		assertThat(request.headers("X-Changed")).containsExactly("after");
		assertThat(request.header("X-Removed")).isEmpty();
	}

	@Test
	void fieldWhenFilterSetsLineBreakIsRefused() {
		filterRequest((request) -> new ServerHttpRequestDecorator(request) {

			@Override
			public HttpHeaders getHeaders() {
				HttpHeaders headers = new HttpHeaders();
				headers.add("X-Bad", "a\r\nX-Smuggled: b");
				return headers;
			}

		});
		assertThat(this.client.get("/").status()).isEqualTo(500);
		assertThat(this.upstream.connectionCount()).isZero();
	}

	@Test
	void targetWhenFilterChangesPathIsTheNewOne() {
		filterRequest((request) -> request.mutate().path("/new/p%20th").build());
		this.client.get("/old?x=1");
		assertThat(this.upstream.request(0).target()).isEqualTo("/new/p%20th?x=1");
		assertThat(this.upstream.request(0).headers("Host")).containsExactly("test.example");
	}

	@Test
	void hostWhenFilterChangesUriFollows() {
		filterRequest((request) -> request.mutate().uri(URI.create("http://other.example:81/\u00fc?y")).build());
		this.client.get("/");
		assertThat(this.upstream.request(0).target()).isEqualTo("/%C3%BC?y");
		assertThat(this.upstream.request(0).headers("Host")).containsExactly("other.example:81");
	}

	@Test
	void methodWhenFilterChangesItIsTheNewOne() {
		filterRequest((request) -> request.mutate().method(HttpMethod.PATCH).build());
		this.client.post("/", "content");
		assertThat(this.upstream.request(0).method()).isEqualTo("PATCH");
		assertThat(this.upstream.request(0).body().text()).isEqualTo("content");
	}

	@Test
	void contentWhenFilterChangesItIsTheNewOne() {
		filterRequest((request) -> withContent(
				request.mutate().headers((headers) -> headers.remove("Content-Length")).build(), "longer than before"));
		assertThat(this.client.post("/", "content").status()).isEqualTo(200);
		assertThat(this.upstream.request(0).body().text()).isEqualTo("longer than before");
		assertThat(this.upstream.request(0).headers("Transfer-Encoding")).containsExactly("chunked");
	}

	@Test
	void contentWhenLongerThanItsHeadSaysNeverReachesUpstreamWhole() {
		filterRequest((request) -> withContent(request, "longerGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"));
		assertThat(this.client.post("/", "longer").status()).isEqualTo(500);
		assertThat(this.upstream.requests()).noneMatch(RecordedRequest::complete);
	}

	@Test
	void contentWhenFilterHasConsumedItNeverReachesUpstreamEmpty() {
		App.filter = (exchange, next) -> DataBufferUtils.join(exchange.getRequest().getBody())
			.map(DataBufferUtils::release)
			.then(Mono.defer(() -> next.filter(exchange)));
		assertThat(this.client.post("/", "content").status()).isEqualTo(500);
		try (RawClient next = RawClient.connect(gateway.port())) {
			next.send(RawRequest.chunked("POST", "/", "content"));
			assertThat(next.readResponse().status()).isEqualTo(500);
		}
		assertThat(this.upstream.requests()).noneMatch(RecordedRequest::complete);
	}

	@Test
	void responseWhenFilterAddsFieldsHasThemAndThoseOfUpstream() {
		App.filter = (exchange, next) -> {
			ServerHttpResponse response = exchange.getResponse();
			response.getHeaders().add("X-Filter", "yes");
			response.getHeaders().add("X-Both", "filter");
			response.getHeaders().add("Vary", "Origin");
			response.addCookie(ResponseCookie.from("filter", "1").build());
			response.beforeCommit(() -> Mono.fromRunnable(() -> response.getHeaders().add("X-Late", "yes")));
			return next.filter(exchange);
		};
		this.upstream.always(Script.respond(201)
			.header("X-Both", "upstream")
			.header("Vary", "Accept")
			.header("Set-Cookie", "upstream=1")
			.body("content"));
		RawResponse response = this.client.get("/");
		assertThat(response.status()).isEqualTo(201);
		assertThat(response.text()).isEqualTo("content");
		assertThat(response.headers("X-Filter")).containsExactly("yes");
		assertThat(response.headers("X-Late")).containsExactly("yes");
		assertThat(response.headers("X-Both")).containsExactly("upstream");
		assertThat(response.headers("Vary")).containsExactlyInAnyOrder("Origin", "Accept");
		assertThat(response.headers("Set-Cookie")).containsExactlyInAnyOrder("upstream=1", "filter=1");
	}

	@Test
	void responseWhenFilterChangesContentIsTheNewOne() {
		App.filter = (exchange, next) -> next
			.filter(exchange.mutate().response(new UpperCase(exchange.getResponse())).build());
		this.upstream.enqueue(Script.respond(200).body("whole"), Script.respond(200).chunks("in ", "pieces"));
		assertThat(this.client.get("/").text()).isEqualTo("WHOLE");
		assertThat(this.client.get("/").text()).isEqualTo("IN PIECES");
	}

	@Test
	void responseWhenFilterFailsBeforeCommitIsAnErrorPage() throws Exception {
		App.filter = (exchange, next) -> {
			exchange.getResponse().beforeCommit(() -> Mono.error(new IllegalStateException("Not this one")));
			return next.filter(exchange);
		};
		this.upstream.always(Script.respond(200).generatedBody(MIB));
		assertThat(this.client.get("/").status()).isEqualTo(500);
		gateway.bean(Peers.class).outcome();
	}

	@Test
	void exchangeWhenFilterSwitchesThreadsLivesOnEventLoop() {
		App.filter = (exchange, next) -> next
			.filter(exchange.mutate().request(new ServerHttpRequestDecorator(exchange.getRequest()) {

				@Override
				public Flux<DataBuffer> getBody() {
					return super.getBody().publishOn(Schedulers.boundedElastic());
				}

			}).response(new ServerHttpResponseDecorator(exchange.getResponse()) {

				@Override
				public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
					return super.writeWith(Flux.from(body).publishOn(Schedulers.boundedElastic()))
						.publishOn(Schedulers.boundedElastic());
				}

			}).build())
			.subscribeOn(Schedulers.boundedElastic());
		this.upstream.always(Script.respond(200).generatedBody(MIB));
		this.client.send(RawRequest.head("POST", "/", "Content-Length: " + MIB)).sendGenerated(MIB);
		assertThat(this.client.readResponse().body().crc32()).isEqualTo(GeneratedBody.crc32(MIB));
		assertThat(this.upstream.request(0).body().crc32()).isEqualTo(GeneratedBody.crc32(MIB));
		assertThat(gateway.bean(Peers.class).thread().getName()).startsWith("reactor-http");
	}

	@Test
	void clientWhenLeavingWhileFilterIsBusyCostsNoAttempt() {
		Sinks.Empty<Void> busy = Sinks.empty();
		Sinks.Empty<Void> gone = Sinks.empty();
		App.filter = (exchange,
				next) -> busy.asMono().doOnCancel(gone::tryEmitEmpty).then(Mono.defer(() -> next.filter(exchange)));
		this.client.send(RawRequest.head("GET", "/"));
		this.client.close();
		gone.asMono().block(Duration.ofSeconds(10));
		busy.tryEmitEmpty();
		assertThat(this.upstream.connectionCount()).isZero();
	}

	@Test
	void forwardedFieldsWhenFilterKnowsTheClientAreAboutIt() {
		filterRequest((request) -> request.mutate()
			.remoteAddress(InetSocketAddress.createUnresolved("192.0.2.7", 1234))
			.build());
		this.client.get("/");
		assertThat(this.upstream.request(0).headers("X-Forwarded-For")).containsExactly("192.0.2.7");
	}

	private static void filterRequest(UnaryOperator<ServerHttpRequest> change) {
		App.filter = (exchange, next) -> next
			.filter(exchange.mutate().request(change.apply(exchange.getRequest())).build());
	}

	private static ServerHttpRequest withContent(ServerHttpRequest request, String text) {
		return new ServerHttpRequestDecorator(request) {

			@Override
			public Flux<DataBuffer> getBody() {
				return super.getBody().map(DataBufferUtils::release)
					.thenMany(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes())));
			}

		};
	}

	/**
	 * Needs all of the response, and gives it away in one piece.
	 */
	private static final class UpperCase extends ServerHttpResponseDecorator {

		UpperCase(ServerHttpResponse response) {
			super(response);
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return super.writeWith(DataBufferUtils.join(body).map((buffer) -> {
				String text = buffer.toString(StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
				DataBufferUtils.release(buffer);
				return bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
			}));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class App {

		static volatile WebFilter filter;

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> filter.filter(exchange, chain);
		}

	}

}
