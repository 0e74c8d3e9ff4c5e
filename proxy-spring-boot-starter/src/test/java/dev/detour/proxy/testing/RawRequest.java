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

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Well-formed requests as text, for a {@link RawClient} to send.
 *
 * @since 0.1.0
 */
public final class RawRequest {

	private RawRequest() {
	}

	/**
	 * Returns the head of a request, with a {@code Host} line before the others.
	 * @param method the method
	 * @param target the target
	 * @param headerLines more header lines
	 * @return the head with its empty line
	 */
	public static String head(String method, String target, String... headerLines) {
		return Stream
			.concat(Stream.of("%s %s HTTP/1.1".formatted(method, target), "Host: test.example"), Stream.of(headerLines))
			.collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
	}

	/**
	 * Returns a request whose body has a {@code Content-Length}.
	 * @param method the method
	 * @param target the target
	 * @param body the body, one byte per character
	 * @param headerLines more header lines
	 * @return the whole request
	 */
	public static String withBody(String method, String target, String body, String... headerLines) {
		String length = "Content-Length: " + body.length();
		return head(method, target, Stream.concat(Stream.of(headerLines), Stream.of(length)).toArray(String[]::new))
				+ body;
	}

	/**
	 * Returns a request with a chunked body.
	 * @param method the method
	 * @param target the target
	 * @param chunks the chunks, one byte per character
	 * @return the whole request
	 */
	public static String chunked(String method, String target, String... chunks) {
		return head(method, target, "Transfer-Encoding: chunked") + Stream.of(chunks)
			.map((chunk) -> "%x\r\n%s\r\n".formatted(chunk.length(), chunk))
			.collect(Collectors.joining("", "", "0\r\n\r\n"));
	}

}
