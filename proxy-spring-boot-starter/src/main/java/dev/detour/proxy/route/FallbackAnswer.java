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

package dev.detour.proxy.route;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.failure.ErrorSource;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.Forward;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;

/**
 * What a route answers when an exchange has failed for good.
 *
 * @param fallback what is configured
 * @param headers what is done to the header fields of pages
 * @param listener told when something is answered
 */
record FallbackAnswer(RouteFallback fallback, HeaderChanges headers, ExchangeListener listener) {

	private static final String GRPC = "application/grpc";

	/**
	 * Answers. A call of gRPC gets its status and nothing else, and so does who sent
	 * something wrong: the application is not asked about that.
	 * @param exchange the exchange
	 * @param error the last error
	 * @return the response, or {@code null} for the plain page
	 */
	@Nullable ProxyResponse to(ExchangeView<?> exchange, ProxyError error) {
		ProxyRequest request = exchange.request();
		if (isGrpc(request)) {
			return null;
		}
		int status = error.type().status();
		String path = this.fallback.forward();
		if (path != null) {
			return (error.source() != ErrorSource.DOWNSTREAM) ? forward(path, status, exchange, error) : null;
		}
		FallbackPage page = this.fallback.pages().page(status);
		ProxyResponse response = (page != null) ? page.response(status, request.headers().first("Accept")) : null;
		if (response != null) {
			this.listener.fellBack(exchange, Fallback.PAGE);
		}
		return (response != null) ? this.headers.applyTo(response) : null;
	}

	private ProxyResponse forward(String path, int status, ExchangeView<?> exchange, ProxyError error) {
		this.listener.fellBack(exchange, Fallback.FORWARD);
		return ProxyResponse.forward(status,
				new Forward(path, Map.of(RouteFallback.ERROR_ATTRIBUTE, error, RouteFallback.ATTEMPTS_ATTRIBUTE,
						exchange.attempts(), RouteFallback.REQUEST_ATTRIBUTE, exchange.request())));
	}

	private static boolean isGrpc(ProxyRequest request) {
		String type = request.method().equals("POST") ? request.headers().first("Content-Type") : null;
		String lower = (type != null) ? type.toLowerCase(Locale.ROOT) : "";
		return lower.startsWith(GRPC) && !lower.startsWith(GRPC + "-web");
	}

}
