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

import java.nio.charset.StandardCharsets;

import dev.detour.proxy.http.FieldSyntax;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;

/**
 * What a route answers without asking a peer.
 *
 * @since 0.1.0
 */
public sealed interface RouteAnswer {

	/**
	 * Makes the response to a request.
	 * @param request the client's request
	 * @param rewrite what is done to its path
	 * @return the response
	 */
	ProxyResponse answer(ProxyRequest request, PathRewrite rewrite);

	/**
	 * Always the same.
	 *
	 * @param response the response
	 */
	record Fixed(ProxyResponse response) implements RouteAnswer {

		/**
		 * Creates an answer.
		 * @param status the status
		 * @param contentType the type of the content
		 * @param body the content
		 * @return the answer
		 * @throws IllegalArgumentException if the status is not one of a response, or the
		 * type cannot be sent
		 */
		public static Fixed of(int status, String contentType, String body) {
			ProxyResponse response = ProxyResponse.of(status);
			return new Fixed(body.isEmpty() ? response
					: response.withHeader("Content-Type", contentType).withBody(body.getBytes(StandardCharsets.UTF_8)));
		}

		@Override
		public ProxyResponse answer(ProxyRequest request, PathRewrite rewrite) {
			return this.response;
		}

	}

	/**
	 * To another place.
	 *
	 * @param status the status
	 * @param location where to, with {@code {target}} for path and query, rewritten, and
	 * {@code {host}} for the host of the request, without its port
	 */
	record Redirect(int status, String location) implements RouteAnswer {

		/**
		 * Checks the parts.
		 * @param status the status
		 * @param location where to
		 * @throws IllegalArgumentException if the status is not one of a redirect, or the
		 * location cannot be sent
		 */
		public Redirect {
			if (status < 300 || status > 399 || status == 304) {
				throw new IllegalArgumentException("'status' must be that of a redirect, but was " + status);
			}
			if (location.isBlank()) {
				throw new IllegalArgumentException("'location' must not be empty");
			}
			FieldSyntax.check("Location", location);
		}

		@Override
		public ProxyResponse answer(ProxyRequest request, PathRewrite rewrite) {
			String target = (request.query() != null) ? request.path() + "?" + request.query() : request.path();
			return ProxyResponse.of(this.status)
				.withHeader("Location", this.location.replace("{target}", rewrite.apply(target))
					.replace("{host}", withoutPort(request.host())));
		}

		private static String withoutPort(String host) {
			int colon = host.lastIndexOf(':');
			return (colon > host.lastIndexOf(']')) ? host.substring(0, colon) : host;
		}

	}

}
