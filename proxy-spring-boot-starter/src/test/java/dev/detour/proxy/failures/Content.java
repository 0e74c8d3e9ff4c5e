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

package dev.detour.proxy.failures;

import java.nio.charset.StandardCharsets;

/**
 * The content of a request.
 */
enum Content {

	NONE(0, Framing.LENGTH),

	SMALL(1024, Framing.LENGTH),

	AT_LIMIT(FailureGateway.REPLAY_LIMIT, Framing.LENGTH),

	OVER_LIMIT(FailureGateway.REPLAY_LIMIT + 1, Framing.LENGTH),

	LARGE(1024 * 1024, Framing.LENGTH),

	CHUNKED_SMALL(1024, Framing.CHUNKED),

	CHUNKED_LARGE(100 * 1024, Framing.CHUNKED);

	private static final int CHUNK = 7000;

	private final String text;

	private final Framing framing;

	Content(int size, Framing framing) {
		this.text = text(size);
		this.framing = framing;
	}

	/**
	 * Makes text in which no two places look alike.
	 * @param size the number of characters
	 * @return the text
	 */
	static String text(int size) {
		StringBuilder text = new StringBuilder(size + 8);
		while (text.length() < size) {
			text.append(String.format("%07d ", text.length()));
		}
		text.setLength(size);
		return text.toString();
	}

	byte[] bytes() {
		return this.text.getBytes(StandardCharsets.ISO_8859_1);
	}

	boolean isLargerThanLimit() {
		return this.text.length() > FailureGateway.REPLAY_LIMIT;
	}

	/**
	 * Returns the end of a request: the fields that frame the content, and the content.
	 * @param method the method
	 * @return the text after the other fields
	 */
	String framed(String method) {
		if (this.framing == Framing.LENGTH) {
			boolean unframed = this == NONE && method.equals("GET");
			return (unframed ? "" : "Content-Length: " + this.text.length() + "\r\n") + "\r\n" + this.text;
		}
		StringBuilder chunked = new StringBuilder("Transfer-Encoding: chunked\r\n\r\n");
		for (int start = 0; start < this.text.length(); start += CHUNK) {
			String chunk = this.text.substring(start, Math.min(this.text.length(), start + CHUNK));
			chunked.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
		}
		return chunked.append("0\r\n\r\n").toString();
	}

	private enum Framing {

		LENGTH, CHUNKED

	}

}
