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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Sends until nothing is taken any more, and knows to the byte how much was.
 */
final class StallingSender {

	private final SocketChannel channel;

	StallingSender(SocketChannel channel) {
		this.channel = channel;
	}

	/**
	 * Sends the first bytes of a generated body.
	 * @return the number of bytes taken
	 */
	long send(long size, Duration quiet) throws IOException {
		this.channel.configureBlocking(false);
		try (Selector selector = this.channel.provider().openSelector()) {
			this.channel.register(selector, SelectionKey.OP_WRITE);
			return send(size, quiet, selector);
		}
		finally {
			this.channel.configureBlocking(true);
		}
	}

	private long send(long size, Duration quiet, Selector selector) throws IOException {
		long taken = 0;
		while (taken < size) {
			ByteBuffer next = ByteBuffer.wrap(GeneratedBody.slice(taken, size - taken));
			int count = this.channel.write(next);
			taken += count;
			if (count == 0 && !isWritable(selector, quiet)) {
				return taken;
			}
		}
		return taken;
	}

	private static boolean isWritable(Selector selector, Duration quiet) throws IOException {
		selector.selectedKeys().clear();
		return selector.select(quiet.toMillis()) > 0;
	}

}
