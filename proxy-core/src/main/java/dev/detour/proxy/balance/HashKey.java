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

package dev.detour.proxy.balance;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.FieldSyntax;
import dev.detour.proxy.http.ProxyRequest;

/**
 * What of a request decides to which peer it goes.
 *
 * @since 0.1.0
 */
public sealed interface HashKey {

	/**
	 * Returns the key of a request.
	 * @param request the request
	 * @return the key, or {@code null} if the request has none
	 */
	@Nullable String of(ProxyRequest request);

	/**
	 * The value of a header field: the first, if there are several.
	 * @param name the field name
	 * @return the key
	 * @throws IllegalArgumentException if the name is not a token
	 */
	static HashKey header(String name) {
		return new Header(name);
	}

	/**
	 * The value of a cookie.
	 * @param name the name of the cookie
	 * @return the key
	 * @throws IllegalArgumentException if the name is not a token
	 */
	static HashKey cookie(String name) {
		return new CookieValue(name);
	}

	/**
	 * The path, without the query.
	 * @return the key
	 */
	static HashKey path() {
		return Plain.PATH;
	}

	/**
	 * The client's address, without the port.
	 * @return the key
	 */
	static HashKey clientAddress() {
		return Plain.CLIENT_ADDRESS;
	}

	/**
	 * Reads a key from text.
	 * @param text {@code header:<name>}, {@code cookie:<name>}, {@code path} or
	 * {@code client-address}
	 * @return the key
	 * @throws IllegalArgumentException if it is none of these
	 */
	static HashKey parse(String text) {
		if (text.startsWith("header:")) {
			return header(text.substring("header:".length()));
		}
		if (text.startsWith("cookie:")) {
			return cookie(text.substring("cookie:".length()));
		}
		return switch (text) {
			case "path" -> path();
			case "client-address" -> clientAddress();
			default -> throw new IllegalArgumentException("A hash key must be 'header:<name>', 'cookie:<name>', "
					+ "'path' or 'client-address', but was '" + text + "'");
		};
	}

	private static void requireToken(String name) {
		if (!FieldSyntax.isToken(name)) {
			throw new IllegalArgumentException(
					"'name' must be a token (RFC 9110 section 5.6.2), but was '" + name + "'");
		}
	}

	/**
	 * The value of a header field.
	 *
	 * @param name the field name
	 */
	record Header(String name) implements HashKey {

		/**
		 * Checks the name.
		 * @param name the field name
		 */
		public Header {
			requireToken(name);
		}

		@Override
		public @Nullable String of(ProxyRequest request) {
			return request.headers().first(this.name);
		}

	}

	/**
	 * The value of a cookie.
	 *
	 * @param name the name of the cookie
	 */
	record CookieValue(String name) implements HashKey {

		/**
		 * Checks the name.
		 * @param name the name of the cookie
		 */
		public CookieValue {
			requireToken(name);
		}

		@Override
		public @Nullable String of(ProxyRequest request) {
			return Cookies.value(request, this.name);
		}

	}

	/**
	 * Keys that need no name.
	 */
	enum Plain implements HashKey {

		/**
		 * The path, without the query.
		 */
		PATH {

			@Override
			public String of(ProxyRequest request) {
				return request.path();
			}

		},

		/**
		 * The client's address, without the port.
		 */
		CLIENT_ADDRESS {

			@Override
			public @Nullable String of(ProxyRequest request) {
				InetSocketAddress address = request.remoteAddress();
				if (address == null) {
					return null;
				}
				InetAddress resolved = address.getAddress();
				return (resolved != null) ? resolved.getHostAddress() : address.getHostString();
			}

		}

	}

}
