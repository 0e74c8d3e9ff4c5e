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

/**
 * Properties of request methods (RFC 9110 section 9.2).
 *
 * @since 0.1.0
 */
public final class RequestMethods {

	private RequestMethods() {
	}

	/**
	 * Returns whether a method is idempotent: sending the request several times has the
	 * effect of sending it once (RFC 9110 section 9.2.2). An unknown method is not.
	 * @param method the method, case-sensitive
	 * @return {@code true} if it is idempotent
	 */
	public static boolean isIdempotent(String method) {
		return switch (method) {
			case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
			default -> false;
		};
	}

}
