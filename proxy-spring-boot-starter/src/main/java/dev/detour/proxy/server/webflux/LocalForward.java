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
import java.util.List;
import java.util.Locale;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

import dev.detour.proxy.http.Forward;

/**
 * A request that goes on to the application's own handlers after its exchange has failed.
 * It is the client's, but for the path and all that is about content: there is none any
 * more. Filters have seen it already, and do not again.
 *
 * @param exchange the exchange of WebFlux
 * @param forward where to
 * @param status the status unless the application chooses another
 * @param close whether the connection to the client closes after the response
 */
record LocalForward(ServerWebExchange exchange, Forward forward, int status, boolean close) {

	private static final Logger logger = LoggerFactory.getLogger(LocalForward.class);

	private static final String MARK = LocalForward.class.getName();

	/**
	 * Fields about content, and conditions on what was asked for first.
	 */
	private static final List<String> LEFT_OUT = List.of("content-", "if-", "transfer-encoding", "trailer", "expect",
			"range");

	/**
	 * Returns whether a request was forwarded. It is not proxied again.
	 * @param exchange the exchange of WebFlux
	 * @return {@code true} if it was
	 */
	static boolean isForwarded(ServerWebExchange exchange) {
		return exchange.getAttribute(MARK) != null;
	}

	/**
	 * Has the application answer. If it does not, the client gets the plain page.
	 * @param application the application's own handlers, or {@code null} if there are
	 * none
	 * @return completes when the response was sent
	 */
	Mono<Void> answer(@Nullable WebHandler application) {
		if (application == null) {
			return failed(new IllegalStateException("There is not exactly one DispatcherHandler"));
		}
		this.exchange.getAttributes().put(MARK, this);
		this.exchange.getAttributes().putAll(this.forward.attributes());
		ServerHttpResponse response = this.exchange.getResponse();
		response.setStatusCode(HttpStatusCode.valueOf(this.status));
		if (this.close) {
			response.getHeaders().set(HttpHeaders.CONNECTION, "close");
		}
		return application.handle(this.exchange.mutate().request(request()).build()).onErrorResume(this::failed);
	}

	private ServerHttpRequest request() {
		ServerHttpRequest request = this.exchange.getRequest();
		String path = request.getPath().contextPath().value() + this.forward.path();
		return new RequestWithoutContent(request.mutate().path(path).headers(LocalForward::leaveOut).build());
	}

	private static void leaveOut(HttpHeaders headers) {
		for (String name : List.copyOf(headers.headerNames())) {
			String lower = name.toLowerCase(Locale.ROOT);
			if (LEFT_OUT.stream().anyMatch(lower::startsWith)) {
				headers.remove(name);
			}
		}
	}

	private Mono<Void> failed(Throwable ex) {
		ServerHttpResponse response = this.exchange.getResponse();
		if (response.isCommitted()) {
			return Mono.error(ex);
		}
		logger.warn("{} {}: no answer of the application at '{}', the client gets the plain page: {}",
				this.exchange.getRequest().getMethod(), this.exchange.getRequest().getPath(), this.forward.path(), ex,
				(ex instanceof ErrorResponse) ? null : ex);
		byte[] page = (HttpResponseStatus.valueOf(this.status) + "\n").getBytes(StandardCharsets.US_ASCII);
		response.setStatusCode(HttpStatusCode.valueOf(this.status));
		response.getHeaders().clearContentHeaders();
		response.getHeaders().setContentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
		response.getHeaders().setContentLength(page.length);
		return response.writeWith(Mono.just(response.bufferFactory().wrap(page)));
	}

}
