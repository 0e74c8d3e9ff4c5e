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
 * Syntax of header fields (RFC 9110 section 5), as far as safety depends on it.
 *
 * @since 0.1.0
 */
public final class FieldSyntax {

	private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

	private FieldSyntax() {
	}

	/**
	 * Checks a field that user code wants to send.
	 * @param name the field name
	 * @param value the field value
	 * @throws IllegalArgumentException if the name is not a token, or the value holds CR,
	 * LF, NUL or a character beyond ISO-8859-1
	 */
	public static void check(String name, String value) {
		if (!isToken(name)) {
			throw new IllegalArgumentException("'name' must be a token (RFC 9110 section 5.6.2)");
		}
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			// Beyond ISO-8859-1 an encoder may cut off bits, and leave CR or LF of what
			// was neither.
			if (c == '\r' || c == '\n' || c == 0 || c > 0xFF) {
				throw new IllegalArgumentException(
						"The value of '" + name + "' must not contain CR, LF, NUL or a character beyond ISO-8859-1");
			}
		}
	}

	/**
	 * Returns whether a text is a token (RFC 9110 section 5.6.2).
	 * @param text the text
	 * @return {@code true} if it is one
	 */
	public static boolean isToken(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
			if (!alphanumeric && TOKEN_SYMBOLS.indexOf(c) < 0) {
				return false;
			}
		}
		return !text.isEmpty();
	}

}
