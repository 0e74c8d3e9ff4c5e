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

package dev.detour.proxy.accesslog;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorSource;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyRequest;

/**
 * What is written about one exchange. An immutable value, made on the event loop; nothing
 * in it is redacted or escaped yet.
 *
 * @param time when the exchange ended
 * @param nanos how long it took
 * @param handler the name of the handler
 * @param request the client's request
 * @param referer the page that the client came from, or {@code null}
 * @param userAgent the client's program, or {@code null}
 * @param fields further header fields of the request
 * @param outcome how the exchange ended
 * @param received the bytes of content received from the client
 * @param sent the bytes of content sent to the client
 * @param attempts the attempts
 * @param traceId the trace that the exchange belongs to, or {@code null}
 */
record AccessLogEntry(Instant time, long nanos, String handler, Request request, @Nullable String referer,
		@Nullable String userAgent, Map<String, String> fields, ExchangeOutcome outcome, long received, long sent,
		List<Attempt> attempts, @Nullable String traceId) {

	static AccessLogEntry of(ExchangeView<?> exchange, ExchangeOutcome outcome, List<String> fields,
			@Nullable String traceId) {
		ProxyRequest request = exchange.request();
		Map<String, String> values = new LinkedHashMap<>();
		for (String name : fields) {
			List<String> all = request.headers().all(name);
			if (!all.isEmpty()) {
				values.put(name, String.join(", ", all));
			}
		}
		return new AccessLogEntry(Instant.now(), System.nanoTime() - exchange.startedAt(), exchange.handler(),
				Request.of(request), request.headers().first("Referer"), request.headers().first("User-Agent"), values,
				outcome, exchange.bytesReceived(), exchange.bytesSent(), List.copyOf(exchange.attempts().all()),
				traceId);
	}

	@Nullable String error() {
		ProxyError error = this.outcome.error();
		return (error != null) ? error.type().id() : null;
	}

	/**
	 * Returns who ended the exchange.
	 * @return {@code peer}, {@code client}, {@code handler} or {@code gateway}
	 */
	String endedBy() {
		return switch (this.outcome.result()) {
			case RELAYED -> "peer";
			case ANSWERED -> "handler";
			case CLIENT_GONE -> "client";
			case FAILED -> "gateway";
			case ABORTED -> abortedBy(this.outcome.error());
		};
	}

	private static String abortedBy(@Nullable ProxyError error) {
		ErrorSource source = (error != null) ? error.source() : ErrorSource.INTERNAL;
		return switch (source) {
			case UPSTREAM -> "peer";
			case DOWNSTREAM -> "client";
			case INTERNAL -> "gateway";
		};
	}

	/**
	 * What is known of the request.
	 *
	 * @param client the client's address
	 * @param method the method
	 * @param target the target
	 * @param protocol the protocol
	 * @param host the host that was asked for
	 */
	record Request(String client, String method, String target, String protocol, String host) {

		private static Request of(ProxyRequest request) {
			return new Request(client(request.remoteAddress()), request.method(), request.target(), request.protocol(),
					request.host());
		}

		private static String client(@Nullable InetSocketAddress address) {
			if (address == null) {
				return "-";
			}
			return (address.getAddress() != null) ? address.getAddress().getHostAddress() : address.getHostString();
		}

	}

}
