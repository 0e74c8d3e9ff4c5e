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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What filters of WebFlux do to the response of a proxied request, and to its exchange.
 */
class ResponseFilterTests extends AbstractFilterTests {

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

}
