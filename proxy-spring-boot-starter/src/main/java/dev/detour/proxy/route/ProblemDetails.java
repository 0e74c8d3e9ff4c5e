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

package dev.detour.proxy.route;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A problem in JSON (RFC 9457) that says no more than what is configured. An immutable
 * value.
 *
 * @param type a URI that names the kind of problem, or {@code null} for none but the
 * status
 * @param title what kind of problem it is, or {@code null} for the reason phrase of the
 * status
 * @param detail what to tell the client about it, or {@code null} for nothing
 * @since 0.1.0
 */
public record ProblemDetails(@Nullable String type, @Nullable String title, @Nullable String detail) {

	/**
	 * The status and its reason phrase.
	 */
	public static final ProblemDetails NONE = new ProblemDetails(null, null, null);

	/**
	 * Returns the problem in JSON.
	 * @param status the status of the response
	 * @return the JSON in UTF-8
	 */
	byte[] json(int status) {
		StringBuilder json = new StringBuilder(128).append("{\"type\":");
		string(json, (this.type != null) ? this.type : "about:blank");
		HttpStatus known = HttpStatus.resolve(status);
		String title = (this.title == null && known != null) ? known.getReasonPhrase() : this.title;
		if (title != null) {
			string(json.append(",\"title\":"), title);
		}
		json.append(",\"status\":").append(status);
		if (this.detail != null) {
			string(json.append(",\"detail\":"), this.detail);
		}
		return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
	}

	private static void string(StringBuilder json, String text) {
		json.append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"' || c == '\\') {
				json.append('\\').append(c);
			}
			else if (c < ' ') {
				json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
			}
			else {
				json.append(c);
			}
		}
		json.append('"');
	}

}
