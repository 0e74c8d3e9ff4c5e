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

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads message heads and single lines, byte by byte and no further than asked.
 */
final class HeadReader {

	private static final int MAX_HEAD = 4 * 1024 * 1024;

	private final InputStream input;

	HeadReader(InputStream input) {
		this.input = input;
	}

	/**
	 * Reads a message's head, or the rest of it, but at most so many bytes.
	 */
	void read(Message message, int atMost) throws IOException {
		StringBuilder read = new StringBuilder(message.head());
		int known = read.length();
		int left = atMost;
		try {
			while (left-- > 0) {
				read.append(next());
				if (endsHead(read)) {
					return;
				}
				if (read.length() > MAX_HEAD) {
					throw new MalformedMessageException("head of more than 4 MiB");
				}
			}
		}
		finally {
			message.appendHead(read.substring(known), endsHead(read));
		}
	}

	private static boolean endsHead(StringBuilder head) {
		int length = head.length();
		return length >= 4 && head.charAt(length - 1) == '\n' && head.substring(length - 4).equals("\r\n\r\n");
	}

	String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		while (true) {
			char next = next();
			if (next == '\n' && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
				line.setLength(line.length() - 1);
				return line.toString();
			}
			line.append(next);
			if (line.length() > MAX_HEAD) {
				throw new MalformedMessageException("line of more than 4 MiB");
			}
		}
	}

	private char next() throws IOException {
		int next = this.input.read();
		if (next < 0) {
			throw new EOFException("The connection ended within a message");
		}
		return (char) next;
	}

}
