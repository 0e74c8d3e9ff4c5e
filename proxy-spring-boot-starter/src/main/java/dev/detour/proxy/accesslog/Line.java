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

import org.jspecify.annotations.Nullable;

/**
 * A line of text in the making.
 */
final class Line {

	private static final String HEX = "0123456789abcdef";

	private final StringBuilder text = new StringBuilder(256);

	/**
	 * Appends text of the gateway's own.
	 * @param literal the text
	 * @return this line
	 */
	Line literal(String literal) {
		this.text.append(literal);
		return this;
	}

	Line number(long number) {
		this.text.append(number);
		return this;
	}

	/**
	 * Appends a time in milliseconds, to the microsecond.
	 * @param nanos the time
	 * @return this line
	 */
	Line millis(long nanos) {
		long micros = Math.max(nanos, 0) / 1000;
		this.text.append(micros / 1000).append('.');
		String rest = Long.toString(micros % 1000);
		this.text.append("00", 0, 3 - rest.length()).append(rest);
		return this;
	}

	/**
	 * Appends a value in quotes; a hyphen for none.
	 * @param value the value
	 * @return this line
	 */
	Line quoted(@Nullable String value) {
		this.text.append('"');
		escaped((value != null) ? value : "-");
		this.text.append('"');
		return this;
	}

	/**
	 * Appends a value, in quotes only if it needs them.
	 * @param value the value
	 * @return this line
	 */
	Line token(String value) {
		if (!value.isEmpty() && value.chars().allMatch(Line::isPlain)) {
			this.text.append(value);
			return this;
		}
		return quoted(value);
	}

	/**
	 * Appends a value between the quotes that the caller writes.
	 * @param value the value
	 * @return this line
	 */
	Line escaped(String value) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
				this.text.append(c);
			}
			else if (c > 0xff) {
				this.text.append("\\u").append(hex(c, 12)).append(hex(c, 8)).append(hex(c, 4)).append(hex(c, 0));
			}
			else {
				this.text.append("\\x").append(hex(c, 4)).append(hex(c, 0));
			}
		}
		return this;
	}

	private static boolean isPlain(int c) {
		return c > ' ' && c < 0x7f && "\"\\=[]".indexOf(c) < 0;
	}

	private static char hex(char c, int shift) {
		return HEX.charAt((c >> shift) & 0xf);
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
