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

import java.util.Comparator;
import java.util.Locale;

import org.springframework.util.StringUtils;

/**
 * The hosts that a handler is for.
 *
 * @param kind how names are compared
 * @param name the name in lower case; of a {@link Kind#BELOW} pattern with the leading
 * dot
 */
record HostPattern(Kind kind, String name) {

	static final HostPattern ANY = new HostPattern(Kind.ANY, "");

	/**
	 * Puts the more specific pattern first.
	 */
	static final Comparator<HostPattern> SPECIFICITY = Comparator.comparing(HostPattern::kind)
		.thenComparing((pattern) -> pattern.name().length(), Comparator.reverseOrder());

	/**
	 * Parses a pattern.
	 * @param pattern a host name, {@code *.} and a host name, or {@code *}
	 * @return the pattern
	 * @throws IllegalArgumentException if it is none of these
	 */
	static HostPattern parse(String pattern) {
		if (pattern.equals("*")) {
			return ANY;
		}
		boolean below = pattern.startsWith("*.");
		String name = below ? pattern.substring(1) : pattern;
		if (!isAddress(name) && !isName(below ? name.substring(1) : name)) {
			throw new IllegalArgumentException("must be a host name without scheme, port and path, "
					+ "or '*.' and a host name, but was '" + pattern + "'");
		}
		return new HostPattern(below ? Kind.BELOW : Kind.EXACT, normalize(name));
	}

	/**
	 * Returns the host as patterns compare it: in lower case, without the port and
	 * without the dot that ends a fully qualified name.
	 * @param host the host that a client asked for
	 * @return the normalized host
	 */
	static String normalize(String host) {
		int bracket = host.startsWith("[") ? host.indexOf(']') : -1;
		int colon = host.indexOf(':', bracket + 1);
		String name = (colon < 0) ? host : host.substring(0, colon);
		name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
		return name.toLowerCase(Locale.ROOT);
	}

	boolean matches(String normalizedHost) {
		return switch (this.kind) {
			case EXACT -> normalizedHost.equals(this.name);
			case BELOW -> normalizedHost.length() > this.name.length() && normalizedHost.endsWith(this.name);
			case ANY -> true;
		};
	}

	private static boolean isName(String name) {
		for (String label : StringUtils.delimitedListToStringArray(name, ".")) {
			if (label.isEmpty() || !label.chars().allMatch(HostPattern::isNameCharacter)) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	private static boolean isNameCharacter(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	}

	private static boolean isAddress(String name) {
		return name.startsWith("[") && name.endsWith("]") && name.length() > 2
				&& name.chars().skip(1).limit(name.length() - 2L).noneMatch((c) -> c == '[' || c == ']' || c <= ' ');
	}

	/**
	 * How names are compared, the most specific first.
	 */
	enum Kind {

		/**
		 * This name only.
		 */
		EXACT,

		/**
		 * All names below one.
		 */
		BELOW,

		/**
		 * Any name.
		 */
		ANY

	}

}
