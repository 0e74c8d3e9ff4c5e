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

import org.jspecify.annotations.Nullable;

/**
 * Parts of a request target, without decoding and without copying more than the part.
 */
final class RequestTarget {

	private RequestTarget() {
	}

	static String path(String target) {
		int start = pathStart(target);
		int query = target.indexOf('?', start);
		String path = target.substring(start, (query < 0) ? target.length() : query);
		return path.isEmpty() ? "/" : path;
	}

	static @Nullable String query(String target) {
		int query = target.indexOf('?', pathStart(target));
		return (query < 0) ? null : target.substring(query + 1);
	}

	/**
	 * Finds the path of an absolute-form target (RFC 9112 section 3.2.2).
	 * @param target the target
	 * @return the index of the path's first character
	 */
	private static int pathStart(String target) {
		if (target.startsWith("/")) {
			return 0;
		}
		int authority = target.indexOf("://");
		if (authority < 0) {
			return 0;
		}
		for (int i = authority + 3; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c == '/' || c == '?') {
				return i;
			}
		}
		return target.length();
	}

}
