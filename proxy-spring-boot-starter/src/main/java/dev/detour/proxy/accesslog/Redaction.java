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

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps secrets out of the access log: the values of query parameters and header fields
 * with certain names, and the user information of URIs. An immutable value.
 *
 * @param parameters the names of query parameters, without regard to case
 * @param fields the names of header fields, without regard to case
 * @since 0.1.0
 */
public record Redaction(Set<String> parameters, Set<String> fields) {

	/**
	 * Query parameters that carry secrets by convention.
	 */
	public static final List<String> DEFAULT_PARAMETERS = List.of("access_token", "api-key", "api_key", "apikey",
			"auth", "authorization", "client_secret", "code", "id_token", "jwt", "key", "passwd", "password",
			"refresh_token", "secret", "session", "sessionid", "sig", "signature", "token", "x-amz-credential",
			"x-amz-security-token", "x-amz-signature", "x-goog-signature");

	/**
	 * Header fields that carry secrets by convention.
	 */
	public static final List<String> DEFAULT_FIELDS = List.of("authorization", "cookie", "idempotency-key",
			"proxy-authorization", "x-amz-security-token", "x-api-key", "x-auth-token", "x-csrf-token", "x-xsrf-token");

	/**
	 * Keeps out what carries secrets by convention.
	 */
	public static final Redaction DEFAULT = of(DEFAULT_PARAMETERS, DEFAULT_FIELDS);

	static final String MASK = "***";

	/**
	 * Takes the names in lower case.
	 * @param parameters the names of query parameters
	 * @param fields the names of header fields
	 */
	public Redaction {
		parameters = lowerCase(parameters);
		fields = lowerCase(fields);
	}

	/**
	 * Returns a redaction of these names.
	 * @param parameters the names of query parameters
	 * @param fields the names of header fields
	 * @return the redaction
	 */
	public static Redaction of(Collection<String> parameters, Collection<String> fields) {
		return new Redaction(Set.copyOf(parameters), Set.copyOf(fields));
	}

	private static Set<String> lowerCase(Set<String> names) {
		return names.stream().map((name) -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
	}

	String field(String name, String value) {
		return this.fields.contains(name.toLowerCase(Locale.ROOT)) ? MASK : value;
	}

	/**
	 * Redacts a target or a URI.
	 * @param uri the URI
	 * @return the URI without secrets
	 */
	public String uri(String uri) {
		String safe = withoutUserInformation(uri);
		int query = safe.indexOf('?');
		if (query < 0) {
			return safe;
		}
		StringBuilder result = new StringBuilder(safe.length()).append(safe, 0, query + 1);
		for (int start = query + 1; start <= safe.length();) {
			int end = safe.indexOf('&', start);
			end = (end < 0) ? safe.length() : end;
			parameter(safe.substring(start, end), result);
			if (end < safe.length()) {
				result.append('&');
			}
			start = end + 1;
		}
		return result.toString();
	}

	private void parameter(String parameter, StringBuilder result) {
		int equals = parameter.indexOf('=');
		if (equals >= 0 && this.parameters.contains(decode(parameter.substring(0, equals)))) {
			result.append(parameter, 0, equals + 1).append(MASK);
		}
		else {
			result.append(parameter);
		}
	}

	private static String decode(String name) {
		try {
			return URLDecoder.decode(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
		}
		catch (IllegalArgumentException ex) {
			return name.toLowerCase(Locale.ROOT);
		}
	}

	private static String withoutUserInformation(String uri) {
		int authority = uri.indexOf("://");
		if (authority < 0 || uri.startsWith("/")) {
			return uri;
		}
		int end = authority + 3;
		while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
			end++;
		}
		int at = uri.lastIndexOf('@', end - 1);
		return (at > authority) ? uri.substring(0, authority + 3) + MASK + uri.substring(at) : uri;
	}

}
