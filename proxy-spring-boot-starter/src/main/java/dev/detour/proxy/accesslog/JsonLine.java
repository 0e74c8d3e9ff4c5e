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
 * A JSON object in the making, without dependency on a library (RFC 8259). What is not
 * ASCII is escaped, so that the encoding of the log does not matter.
 */
final class JsonLine {

	private final StringBuilder text = new StringBuilder(512);

	JsonLine beginObject() {
		separate();
		this.text.append('{');
		return this;
	}

	JsonLine endObject() {
		this.text.append('}');
		return this;
	}

	JsonLine beginArray() {
		this.text.append('[');
		return this;
	}

	JsonLine endArray() {
		this.text.append(']');
		return this;
	}

	JsonLine name(String name) {
		separate();
		string(name);
		this.text.append(':');
		return this;
	}

	JsonLine field(String name, @Nullable String value) {
		if (value != null) {
			name(name);
			string(value);
		}
		return this;
	}

	JsonLine field(String name, Number value) {
		name(name);
		this.text.append(value);
		return this;
	}

	JsonLine field(String name, boolean value) {
		name(name);
		this.text.append(value);
		return this;
	}

	private void separate() {
		int length = this.text.length();
		if (length > 0 && "{[:".indexOf(this.text.charAt(length - 1)) < 0) {
			this.text.append(',');
		}
	}

	private void string(String value) {
		this.text.append('"');
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '"' || c == '\\') {
				this.text.append('\\').append(c);
			}
			else if (c >= ' ' && c < 0x7f) {
				this.text.append(c);
			}
			else {
				this.text.append(String.format("\\u%04x", (int) c));
			}
		}
		this.text.append('"');
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
