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
 * What a {@link ScriptedUpstream} has read of one request so far.
 *
 * @param connection the index of the connection
 * @param exchange the place in the order of requests on the connection, from 0
 * @param requestLine the request line
 * @param headerLines the header lines in their order and case
 * @param body the body without its framing
 * @param trailers the trailer lines in their order and case
 * @param complete whether the request was read to its end
 * @since 0.1.0
 */
public record RecordedRequest(int connection, int exchange, String requestLine, List<String> headerLines,
		RecordedBytes body, List<String> trailers, boolean complete) {

	static RecordedRequest of(int connection, int exchange, Message message) {
		return new RecordedRequest(connection, exchange, message.startLine(), message.headerLines(), message.body(),
				message.trailers(), message.isComplete());
	}

	/**
	 * Returns whether the connection had been used before.
	 * @return whether this is not the first request on its connection
	 */
	public boolean isOnReusedConnection() {
		return this.exchange > 0;
	}

	/**
	 * Returns the method.
	 * @return the first word of the request line
	 */
	public String method() {
		return this.requestLine.split(" ", 2)[0];
	}

	/**
	 * Returns the target, byte for byte.
	 * @return the second word of the request line
	 */
	public String target() {
		String[] words = this.requestLine.split(" ", 3);
		return (words.length > 1) ? words[1] : "";
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
