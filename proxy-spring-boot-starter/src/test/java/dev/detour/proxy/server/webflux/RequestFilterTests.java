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
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What filters of WebFlux do to a proxied request.
 */
class RequestFilterTests extends AbstractFilterTests {

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

}
