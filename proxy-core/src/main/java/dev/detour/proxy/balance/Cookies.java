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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.ProxyRequest;

/**
 * Reads cookies (RFC 6265 section 4.2) without parsing those that nobody asks for.
 */
final class Cookies {

	private Cookies() {
	}

	/**
	 * Returns the value of a cookie.
	 * @param request the client's request
	 * @param name the name, in this case
	 * @return the value, or {@code null} if there is no such cookie
	 */
	static @Nullable String value(ProxyRequest request, String name) {
		if (!request.headers().contains("Cookie")) {
			return null;
		}
		for (String field : request.headers().all("Cookie")) {
			int start = 0;
			while (start < field.length()) {
				int end = field.indexOf(';', start);
				end = (end < 0) ? field.length() : end;
				String pair = field.substring(start, end).trim();
				if (pair.length() > name.length() && pair.charAt(name.length()) == '=' && pair.startsWith(name)) {
					return pair.substring(name.length() + 1);
				}
				start = end + 1;
			}
		}
		return null;
	}

}
