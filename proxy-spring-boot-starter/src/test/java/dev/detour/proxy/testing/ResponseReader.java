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
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads responses, and tells how far they came and how they ended.
 */
final class ResponseReader {

	private final InputStream input;

	private final List<RawResponse> interim = new ArrayList<>();

	private Message message = new Message(new Monitor());

	ResponseReader(InputStream input) {
		this.input = input;
	}

	RawResponse readHead() {
		return read(() -> new HeadReader(this.input).read(this.message, Integer.MAX_VALUE));
	}

	RawResponse readFinal(Framing framing) {
		return read(() -> {
			new HeadReader(this.input).read(this.message, Integer.MAX_VALUE);
			while (isInterim()) {
				this.interim.add(RawResponse.of(this.message, List.of(), Ending.COMPLETE));
				this.message = new Message(new Monitor());
				new HeadReader(this.input).read(this.message, Integer.MAX_VALUE);
			}
			Framing chosen = isBodiless() ? BodyReader::ofNothing : framing;
			chosen.of(this.input, this.message).read(Long.MAX_VALUE);
		});
	}

	byte[] readBytes(int count) {
		try {
			byte[] bytes = this.input.readNBytes(count);
			if (bytes.length < count) {
				throw new AssertionError("Only %d of %d bytes came".formatted(bytes.length, count));
			}
			return bytes;
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("Fewer than %d bytes came in time".formatted(count), ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	SocketEnd awaitEnd() {
		try {
			int next = this.input.read();
			if (next >= 0) {
				throw new AssertionError("Not closed, but there came " + (char) next
						+ new String(this.input.readNBytes(this.input.available()), StandardCharsets.ISO_8859_1));
			}
			return SocketEnd.FIN;
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("The connection was not closed in time", ex);
		}
		catch (IOException ex) {
			if (isReset(ex)) {
				return SocketEnd.RST;
			}
			throw new UncheckedIOException(ex);
		}
	}

	private RawResponse read(Reading reading) {
		Ending ending = Ending.COMPLETE;
		try {
			reading.run();
		}
		catch (EOFException ex) {
			ending = Ending.TRUNCATED;
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("No more in time, after " + describe(), ex);
		}
		catch (IOException ex) {
			if (!isReset(ex)) {
				throw new AssertionError("Not a response, after " + describe(), ex);
			}
			ending = Ending.RESET;
		}
		return RawResponse.of(this.message, this.interim, ending);
	}

	/**
	 * With TLS, the reset is the cause of the exception.
	 */
	private static boolean isReset(IOException ex) {
		return ex instanceof SocketException || ex.getCause() instanceof SocketException;
	}

	private String describe() {
		return "%s [%s] with body [%s]".formatted(this.interim, this.message.head(), this.message.body());
	}

	private int status() {
		return RawResponse.status(this.message.startLine());
	}

	private boolean isInterim() {
		return status() / 100 == 1 && status() != 101;
	}

	private boolean isBodiless() {
		return status() == 101 || status() == 204 || status() == 304;
	}

	/**
	 * Something that reads and may end too early.
	 */
	@FunctionalInterface
	private interface Reading {

		void run() throws IOException;

	}

	/**
	 * How the body is delimited.
	 */
	@FunctionalInterface
	interface Framing {

		BodyReader of(InputStream input, Message message) throws IOException;

	}

}
