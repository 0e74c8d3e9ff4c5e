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

package dev.detour.proxy.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import dev.detour.proxy.testing.RawRequest;

/**
 * A client that reads as much as it is told to, and compares it with what it should be.
 * The buffer of its socket is small, so that what it does not read stays with the
 * gateway.
 */
final class SlowReader implements AutoCloseable {

	private static final int RECEIVE_BUFFER = 8192;

	private final SocketChannel channel = SocketChannel.open();

	private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

	private final StringBuilder head = new StringBuilder();

	private final byte[] pattern;

	private long read;

	private long wrong;

	private boolean ended;

	/**
	 * Connects, and sends a request.
	 * @param port the port of the gateway
	 * @param pattern what the content repeats
	 * @throws IOException if it cannot
	 */
	SlowReader(int port, byte[] pattern) throws IOException {
		this.pattern = pattern;
		this.channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
		this.channel.connect(new InetSocketAddress("127.0.0.1", port));
		this.channel.write(ByteBuffer.wrap(RawRequest.head("GET", "/").getBytes(StandardCharsets.ISO_8859_1)));
		this.channel.configureBlocking(false);
	}

	/**
	 * Reads what is there.
	 * @param allowed the number of bytes of content that may have been read after that
	 * @throws IOException if it cannot
	 */
	void readUpTo(long allowed) throws IOException {
		for (int count = 1; count > 0 && this.read < allowed;) {
			this.buffer.clear().limit((int) Math.min(this.buffer.capacity(), allowed - this.read));
			count = this.channel.read(this.buffer);
			this.ended |= count < 0;
			this.buffer.flip();
			while (!isHeadRead() && this.buffer.hasRemaining()) {
				this.head.append((char) this.buffer.get());
			}
			check();
		}
	}

	private boolean isHeadRead() {
		return this.head.indexOf("\r\n\r\n") >= 0;
	}

	private void check() {
		while (this.buffer.hasRemaining()) {
			int position = (int) (this.read % this.pattern.length);
			int count = Math.min(this.buffer.remaining(), this.pattern.length - position);
			ByteBuffer expected = ByteBuffer.wrap(this.pattern, position, count);
			ByteBuffer received = this.buffer.slice(this.buffer.position(), count);
			this.wrong += expected.equals(received) ? 0 : 1;
			this.buffer.position(this.buffer.position() + count);
			this.read += count;
		}
	}

	String head() {
		return this.head.toString();
	}

	/**
	 * Returns how much content was read.
	 * @return the number of bytes
	 */
	long read() {
		return this.read;
	}

	/**
	 * Returns how often content was not what it should have been.
	 * @return the number of pieces
	 */
	long wrong() {
		return this.wrong;
	}

	/**
	 * Returns whether the connection has ended.
	 * @return {@code true} if it has
	 */
	boolean hasEnded() {
		return this.ended;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	@Override
	public String toString() {
		return this.read + " bytes read, " + this.wrong + " pieces wrong, after " + this.head;
	}

}
