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

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;

import javax.net.ssl.SSLContext;

/**
 * An HTTP/1.1 client on one plain connection that sends exactly the given bytes and tells
 * exactly what comes back. Every read fails the test after ten seconds without a byte.
 *
 * @since 0.1.0
 */
public final class RawClient implements AutoCloseable {

	private final Socket socket;

	private final InputStream input;

	private RawClient(Socket socket) throws IOException {
		this.socket = socket;
		this.input = new BufferedInputStream(socket.getInputStream(), 2048);
	}

	/**
	 * Connects to a port of the loopback address.
	 * @param port the port
	 * @return the connected client
	 */
	public static RawClient connect(int port) {
		return connect(port, OptionalInt.empty());
	}

	/**
	 * Connects with a receive buffer of its own size, so that a response that is not read
	 * stands still soon.
	 * @param port the port
	 * @param receiveBufferSize the number of bytes
	 * @return the connected client
	 */
	public static RawClient connect(int port, int receiveBufferSize) {
		return connect(port, OptionalInt.of(receiveBufferSize));
	}

	private static RawClient connect(int port, OptionalInt receiveBufferSize) {
		try {
			return new RawClient(ClientSockets.open(port, receiveBufferSize));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Connects and does the TLS handshake as for {@code localhost}.
	 * @param port the port
	 * @param context whom to trust
	 * @param first what is sent before the handshake
	 * @return the connected client
	 */
	public static RawClient connectTls(int port, SSLContext context, byte... first) {
		try {
			return new RawClient(ClientSockets.openTls(port, context, first));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sets how long a read may wait.
	 * @param timeout the time, ten seconds unless set
	 * @return this client
	 */
	public RawClient timeout(Duration timeout) {
		return run(() -> this.socket.setSoTimeout((int) timeout.toMillis()));
	}

	/**
	 * Sends text, one byte per character.
	 * @param text the text
	 * @return this client
	 */
	public RawClient send(String text) {
		return send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Sends bytes.
	 * @param bytes the bytes
	 * @return this client
	 */
	public RawClient send(byte[] bytes) {
		return run(() -> {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
		});
	}

	/**
	 * Sends the generated body of this size, see {@link GeneratedBody#crc32(long)}.
	 * @param size the number of bytes
	 * @return this client
	 */
	public RawClient sendGenerated(long size) {
		return sendGenerated(0, size);
	}

	/**
	 * Sends the rest of a generated body, such as after {@link #sendUntilStalled}.
	 * @param offset the number of bytes that were already sent
	 * @param size the number of bytes in all
	 * @return this client
	 */
	public RawClient sendGenerated(long offset, long size) {
		return run(() -> {
			for (long sent = offset; sent < size;) {
				byte[] next = GeneratedBody.slice(sent, size - sent);
				this.socket.getOutputStream().write(next);
				sent += next.length;
			}
		});
	}

	/**
	 * Sends up to so many bytes of a generated body, until the other side has not taken
	 * any for the given time. Not for TLS.
	 * @param size the number of bytes at most
	 * @param quiet the time without progress after which sending stands still
	 * @return the number of bytes that were taken, by buffers on the way or the reader
	 */
	public long sendUntilStalled(long size, Duration quiet) {
		try {
			return new StallingSender(this.socket.getChannel()).send(size, quiet);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends a GET and reads the response.
	 * @param target the request target
	 * @param headerLines more header lines
	 * @return the response
	 */
	public RawResponse get(String target, String... headerLines) {
		return send(RawRequest.head("GET", target, headerLines)).readResponse();
	}

	/**
	 * Sends a HEAD and reads the response.
	 * @param target the request target
	 * @param headerLines more header lines
	 * @return the response
	 */
	public RawResponse head(String target, String... headerLines) {
		return send(RawRequest.head("HEAD", target, headerLines)).readResponseToHead();
	}

	/**
	 * Sends a POST with a {@code Content-Length} and reads the response.
	 * @param target the request target
	 * @param body the body, one byte per character
	 * @param headerLines more header lines
	 * @return the response
	 */
	public RawResponse post(String target, String body, String... headerLines) {
		return send(RawRequest.withBody("POST", target, body, headerLines)).readResponse();
	}

	/**
	 * Reads the next final response, with the interim ones before it. 101 counts as
	 * final; what follows it is for {@link #readBytes(int)}.
	 * @return the response, however far it came
	 */
	public RawResponse readResponse() {
		return reader().readFinal(BodyReader::ofResponse);
	}

	/**
	 * Reads the next final response as one to {@code HEAD}, which has no body.
	 * @return the response, however far it came
	 */
	public RawResponse readResponseToHead() {
		return reader().readFinal(BodyReader::ofNothing);
	}

	/**
	 * Reads one response head and nothing after it: an interim response, or the start of
	 * a response whose body is for {@link #readBytes(int)}.
	 * @return the head, as a response without a body
	 */
	public RawResponse readResponseHead() {
		return reader().readHead();
	}

	private ResponseReader reader() {
		return new ResponseReader(this.input);
	}

	/**
	 * Reads exactly so many bytes.
	 * @param count the number of bytes
	 * @return the bytes
	 */
	public byte[] readBytes(int count) {
		return reader().readBytes(count);
	}

	/**
	 * Waits until the other side closes the connection, which must not send anything
	 * more.
	 * @return how it was closed
	 */
	public SocketEnd awaitClosed() {
		return reader().awaitEnd();
	}

	/**
	 * Sends a FIN and goes on reading.
	 * @return this client
	 */
	public RawClient halfClose() {
		return run(this.socket::shutdownOutput);
	}

	/**
	 * Resets the connection.
	 */
	public void reset() {
		run(() -> {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		});
	}

	@Override
	public void close() {
		run(this.socket::close);
	}

	private RawClient run(Action action) {
		try {
			action.run();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Something done with the socket.
	 */
	@FunctionalInterface
	private interface Action {

		void run() throws IOException;

	}

}
