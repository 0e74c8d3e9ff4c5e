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

package dev.detour.proxy.http;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * The client's request, read-only, as it was received. It stays the same over all
 * attempts; what is sent to a peer is an {@link UpstreamRequest}.
 *
 * @since 0.1.0
 */
public interface ProxyRequest {

	/**
	 * Name of the field by which a client makes any request safe to repeat.
	 */
	String IDEMPOTENCY_KEY = "Idempotency-Key";

	/**
	 * Returns the request method.
	 * @return the method, as sent
	 */
	String method();

	/**
	 * Returns the request target, byte for byte as sent (RFC 9112 section 3.2).
	 * @return the target, such as {@code /orders?id=1}
	 */
	String target();

	/**
	 * Returns the path of the target, still encoded.
	 * @return the path, such as {@code /orders}
	 */
	default String path() {
		return RequestTarget.path(target());
	}

	/**
	 * Returns the query of the target, still encoded.
	 * @return the query without the question mark, or {@code null} if there is none
	 */
	default @Nullable String query() {
		return RequestTarget.query(target());
	}

	/**
	 * Returns the protocol version spoken by the client.
	 * @return the version, such as {@code HTTP/1.1}
	 */
	String protocol();

	/**
	 * Returns the scheme by which the client reached the gateway.
	 * @return {@code http} or {@code https}
	 */
	String scheme();

	/**
	 * Returns the host that the client asked for, with the port if it named one.
	 * @return the host, empty if an HTTP/1.0 client named none
	 */
	String host();

	/**
	 * Returns the header fields as received.
	 * @return the fields
	 */
	Headers headers();

	/**
	 * Returns the client's address.
	 * @return the address, or {@code null} if the transport has none
	 */
	@Nullable InetSocketAddress remoteAddress();

	/**
	 * Returns whether the request carries content, of whatever length.
	 * @return {@code true} if it does
	 */
	boolean hasBody();

	/**
	 * Returns whether repeating this request has the effect of sending it once: its
	 * method is idempotent (RFC 9110 section 9.2.2), or the client says so with an
	 * {@code Idempotency-Key}.
	 * @return {@code true} if it is idempotent
	 */
	default boolean isIdempotent() {
		return RequestMethods.isIdempotent(method()) || headers().contains(IDEMPOTENCY_KEY);
	}

	/**
	 * Returns a request without content, for tests of hooks.
	 * @param method the method
	 * @param target the target
	 * @return the request
	 */
	static ProxyRequest of(String method, String target) {
		return new SimpleRequest(method, target, "localhost", Headers.create(), false);
	}

}
