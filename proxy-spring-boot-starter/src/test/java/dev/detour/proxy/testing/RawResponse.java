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

package dev.detour.proxy.testing;

import java.util.List;
import java.util.Optional;

/**
 * A response as a {@link RawClient} received it.
 *
 * @param statusLine the status line, empty if nothing came
 * @param headerLines the header lines in their order and case
 * @param body the body without its framing, as far as it came
 * @param trailers the trailer lines in their order and case
 * @param interim the interim responses that came before it
 * @param ending how it ended
 * @since 0.1.0
 */
public record RawResponse(String statusLine, List<String> headerLines, RecordedBytes body, List<String> trailers,
		List<RawResponse> interim, Ending ending) {

	public RawResponse {
		interim = List.copyOf(interim);
	}

	static RawResponse of(Message message, List<RawResponse> interim, Ending ending) {
		return new RawResponse(message.startLine(), message.headerLines(), message.body(), message.trailers(), interim,
				ending);
	}

	/**
	 * Returns the status code.
	 * @return the status code, or 0 if there was none
	 */
	public int status() {
		return status(this.statusLine);
	}

	static int status(String statusLine) {
		String[] words = statusLine.split(" ", 3);
		return (words.length > 1 && words[1].matches("\\d{3}")) ? Integer.parseInt(words[1]) : 0;
	}

	/**
	 * Returns the body as text.
	 * @return the text in ISO-8859-1
	 */
	public String text() {
		return this.body.text();
	}

	/**
	 * Returns the values of a field, in the order of its lines.
	 * @param name the field's name in any case
	 * @return the values
	 */
	public List<String> headers(String name) {
		return Message.values(this.headerLines, name);
	}

	/**
	 * Returns the first value of a field.
	 * @param name the field's name in any case
	 * @return the value
	 */
	public Optional<String> header(String name) {
		return headers(name).stream().findFirst();
	}

}
