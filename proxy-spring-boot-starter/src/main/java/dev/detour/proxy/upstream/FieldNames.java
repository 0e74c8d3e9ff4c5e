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

package dev.detour.proxy.upstream;

import java.util.Arrays;
import java.util.Locale;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The names that most responses have, spelt as they mostly are, so that reading one of
 * them makes no new object.
 */
final class FieldNames {

	private static final int SIZE = 256;

	private static final AsciiString[] TABLE = new AsciiString[SIZE];

	static {
		for (String name : new String[] { "Accept-Ranges", "Access-Control-Allow-Origin", "Age", "Cache-Control",
				"Connection", "Content-Encoding", "Content-Language", "Content-Length", "Content-Security-Policy",
				"Content-Type", "Date", "ETag", "Expires", "Keep-Alive", "Last-Modified", "Link", "Location", "Pragma",
				"Referrer-Policy", "Server", "Set-Cookie", "Strict-Transport-Security", "Transfer-Encoding", "Vary",
				"Via", "X-Content-Type-Options", "X-Frame-Options", "X-Request-Id", "X-XSS-Protection" }) {
			add(AsciiString.cached(name));
			add(AsciiString.cached(name.toLowerCase(Locale.ROOT)));
		}
	}

	private FieldNames() {
	}

	private static void add(AsciiString name) {
		int slot = slot(name.array(), 0, name.length());
		while (TABLE[slot] != null) {
			slot = (slot + 1) % SIZE;
		}
		TABLE[slot] = name;
	}

	/**
	 * Finds a name.
	 * @param line where it is
	 * @param start where it starts
	 * @param length its length
	 * @return the same name, or {@code null} if it is none of the known ones
	 */
	static @Nullable AsciiString find(byte[] line, int start, int length) {
		if (length == 0) {
			return null;
		}
		AsciiString name;
		for (int slot = slot(line, start, length); (name = TABLE[slot]) != null; slot = (slot + 1) % SIZE) {
			if (Arrays.equals(name.array(), 0, name.length(), line, start, start + length)) {
				return name;
			}
		}
		return null;
	}

	private static int slot(byte[] line, int start, int length) {
		return (length * 31 + line[start] * 7 + line[start + length - 1]) & (SIZE - 1);
	}

}
