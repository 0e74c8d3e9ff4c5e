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
 * Reads the body of one message in steps, and takes its framing off.
 */
final class BodyReader {

	private enum Framing {

		LENGTH, CHUNKED, UNTIL_CLOSE

	}

	private final byte[] buffer = new byte[64 * 1024];

	private final InputStream input;

	private final Message message;

	private final Framing framing;

	private long remaining;

	private boolean insideChunks;

	private BodyReader(InputStream input, Message message, Framing framing, long remaining) throws IOException {
		this.input = input;
		this.message = message;
		this.framing = framing;
		this.remaining = remaining;
		endWhenLengthIsReached();
	}

	static BodyReader ofRequest(InputStream input, Message message) throws IOException {
		if (message.isChunked()) {
			return new BodyReader(input, message, Framing.CHUNKED, 0);
		}
		return new BodyReader(input, message, Framing.LENGTH, contentLength(message));
	}

	static BodyReader ofResponse(InputStream input, Message message) throws IOException {
		if (message.isChunked()) {
			return new BodyReader(input, message, Framing.CHUNKED, 0);
		}
		if (message.value("Content-Length").isPresent()) {
			return new BodyReader(input, message, Framing.LENGTH, contentLength(message));
		}
		return new BodyReader(input, message, Framing.UNTIL_CLOSE, Long.MAX_VALUE);
	}

	static BodyReader ofNothing(InputStream input, Message message) throws IOException {
		return new BodyReader(input, message, Framing.LENGTH, 0);
	}

	private static long contentLength(Message message) throws IOException {
		String value = message.value("Content-Length").orElse("0");
		if (!value.matches("\\d{1,18}")) {
			throw new MalformedMessageException("Content-Length " + value);
		}
		return Long.parseLong(value);
	}

	/**
	 * Reads so many more bytes of the decoded body, or up to the message's end.
	 */
	void read(long atMost) throws IOException {
		long left = atMost;
		while (left > 0 && !this.message.isComplete()) {
			if (this.remaining == 0) {
				nextChunk();
				continue;
			}
			left -= readSome((int) Math.min(this.buffer.length, Math.min(this.remaining, left)));
			endWhenLengthIsReached();
		}
	}

	private void endWhenLengthIsReached() {
		if (this.framing == Framing.LENGTH && this.remaining == 0) {
			this.message.end();
		}
	}

	private int readSome(int atMost) throws IOException {
		int count = this.input.read(this.buffer, 0, atMost);
		if (count >= 0) {
			this.message.appendBody(this.buffer, count);
			this.remaining -= count;
			return count;
		}
		if (this.framing != Framing.UNTIL_CLOSE) {
			throw new EOFException("The connection ended within a body");
		}
		this.message.end();
		return 0;
	}

	private void nextChunk() throws IOException {
		HeadReader reader = new HeadReader(this.input);
		if (this.insideChunks && !reader.readLine().isEmpty()) {
			throw new MalformedMessageException("chunk longer than its size");
		}
		this.insideChunks = true;
		String size = reader.readLine();
		String digits = size.split(";", 2)[0].strip();
		if (!digits.matches("[0-9a-fA-F]{1,15}")) {
			throw new MalformedMessageException("chunk size " + size);
		}
		this.remaining = Long.parseLong(digits, 16);
		if (this.remaining == 0) {
			readTrailers(reader);
		}
	}

	private void readTrailers(HeadReader reader) throws IOException {
		for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
			this.message.appendTrailer(line);
		}
		this.message.end();
	}

}
