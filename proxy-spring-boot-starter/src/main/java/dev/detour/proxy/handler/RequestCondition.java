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

package dev.detour.proxy.handler;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.StringUtils;

import dev.detour.proxy.http.FieldSyntax;
import dev.detour.proxy.http.ProxyRequest;

/**
 * What a header field or a parameter of the query must be like for a request to match. An
 * immutable value.
 *
 * @param part where to look
 * @param name the name of the field, in lower case, or of the parameter
 * @param value the value that one of that name must have; a {@code *} stands for any text
 * @since 0.1.0
 */
public record RequestCondition(Part part, String name, String value) {

	/**
	 * Checks the parts.
	 * @param part where to look
	 * @param name the name
	 * @param value the value
	 * @throws IllegalArgumentException if the name is empty, or that of a field but no
	 * token
	 */
	public RequestCondition {
		if (part == Part.HEADER) {
			if (!FieldSyntax.isToken(name)) {
				throw new IllegalArgumentException("'" + name + "' is not the name of a header field");
			}
			name = name.toLowerCase(Locale.ROOT);
		}
		if (name.isEmpty()) {
			throw new IllegalArgumentException("'name' must not be empty");
		}
	}

	/**
	 * Returns whether a request is like that. Never throws, whatever the client sent.
	 * @param request the request
	 * @return {@code true} if it is
	 */
	public boolean matches(ProxyRequest request) {
		return (this.part == Part.HEADER) ? matchesHeader(request) : matchesQuery(request.query());
	}

	private boolean matchesHeader(ProxyRequest request) {
		for (String actual : request.headers().all(this.name)) {
			if (PatternMatchUtils.simpleMatch(this.value, actual.trim())) {
				return true;
			}
		}
		return false;
	}

	private boolean matchesQuery(@Nullable String query) {
		for (String pair : StringUtils.tokenizeToStringArray(query, "&")) {
			int end = pair.indexOf('=');
			String actual = (end < 0) ? "" : pair.substring(end + 1);
			if (this.name.equals(decode((end < 0) ? pair : pair.substring(0, end)))
					&& PatternMatchUtils.simpleMatch(this.value, decode(actual))) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String decode(String text) {
		try {
			return StringUtils.uriDecode(text.replace('+', ' '), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Returns whether no request that has this name once can meet this condition and all
	 * of the others.
	 * @param others other conditions
	 * @return {@code true} if one of them wants another value
	 */
	boolean excludesOneOf(Collection<RequestCondition> others) {
		return isExact() && others.stream()
			.anyMatch((other) -> other.isExact() && other.part == this.part && other.name.equals(this.name)
					&& !other.value.equals(this.value));
	}

	private boolean isExact() {
		return this.value.indexOf('*') < 0;
	}

	/**
	 * Where to look.
	 */
	public enum Part {

		/**
		 * In the header fields.
		 */
		HEADER,

		/**
		 * In the query.
		 */
		QUERY

	}

}
