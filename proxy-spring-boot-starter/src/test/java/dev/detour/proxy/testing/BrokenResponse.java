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

/**
 * Responses that break HTTP/1.1, after which the connection stays open: whoever goes on
 * using it is wrong.
 *
 * @since 0.1.0
 */
public enum BrokenResponse {

	/**
	 * Not HTTP at all.
	 */
	GARBAGE("\u0000\u0001\u0002 this is not HTTP\r\n\r\n"),

	/**
	 * An HTTP version that does not exist.
	 */
	BAD_VERSION("HTTP/9.x 200 OK\r\nContent-Length: 2\r\n\r\nok"),

	/**
	 * A status code that is none.
	 */
	BAD_STATUS("HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\nok"),

	/**
	 * A header line without a colon.
	 */
	HEADER_WITHOUT_COLON("HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 2\r\n\r\nok"),

	/**
	 * Two different values of {@code Content-Length}.
	 */
	CONFLICTING_LENGTHS("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nok"),

	/**
	 * A {@code Content-Length} that is no number.
	 */
	BAD_LENGTH("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok"),

	/**
	 * Both {@code Content-Length} and {@code Transfer-Encoding}.
	 */
	LENGTH_AND_CHUNKED(
			"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),

	/**
	 * A first chunk whose size is no number.
	 */
	BAD_CHUNK_SIZE("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nok\r\n0\r\n\r\n"),

	/**
	 * A good first chunk, and a second one whose size is no number.
	 */
	BAD_SECOND_CHUNK_SIZE("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nxyz\r\nok\r\n0\r\n\r\n"),

	/**
	 * A chunk that is longer than its size.
	 */
	CHUNK_TOO_LONG("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nlonger\r\n0\r\n\r\n"),

	/**
	 * A head of one MiB.
	 */
	OVERLONG_HEAD("HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(1024 * 1024) + "\r\nContent-Length: 2\r\n\r\nok"),

	/**
	 * A status line of one MiB.
	 */
	OVERLONG_STATUS_LINE("HTTP/1.1 200 " + "x".repeat(1024 * 1024) + "\r\nContent-Length: 2\r\n\r\nok");

	private final String text;

	BrokenResponse(String text) {
		this.text = text;
	}

	/**
	 * Returns the script that reads the whole request, responds so and holds the
	 * connection.
	 * @return the script
	 */
	public Script script() {
		return Script.write(this.text).thenHold();
	}

	/**
	 * Returns the exact response.
	 * @return the text, one byte per character
	 */
	public String text() {
		return this.text;
	}

}
