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
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The input of one connection. It reads ahead by as little as the reader allows, tells
 * about every byte taken from the socket, and can be watched for its end while the script
 * that owns it stands still.
 */
final class WatchedInput extends InputStream {

	private static final int READ_AHEAD = 2048;

	private final ReentrantLock lock = new ReentrantLock();

	private final byte[] buffer = new byte[READ_AHEAD];

	private final InputStream source;

	private final ConnectionLog log;

	private int position;

	private int end;

	private int readAhead = READ_AHEAD;

	WatchedInput(InputStream source, ConnectionLog log) {
		this.source = source;
		this.log = log;
	}

	/**
	 * Waits for a byte and leaves it unread.
	 * @return false if the input has ended
	 */
	boolean awaitByte() throws IOException {
		this.lock.lock();
		try {
			return this.position < this.end || fill(1);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes no more than so many bytes from the socket in the next reads.
	 */
	void limit(int bytes) {
		this.readAhead = Math.max(1, Math.min(bytes, READ_AHEAD));
	}

	/**
	 * Watches for the end of the input without holding the caller up.
	 */
	void watch() {
		Thread watcher = new Thread(() -> {
			try {
				awaitByte();
			}
			catch (IOException ex) {
				// The socket has noted it
			}
		}, "upstream-watcher");
		watcher.setDaemon(true);
		watcher.start();
	}

	@Override
	public int read() throws IOException {
		this.lock.lock();
		try {
			boolean available = this.position < this.end || fill(this.readAhead);
			return available ? this.buffer[this.position++] & 0xff : -1;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		this.lock.lock();
		try {
			if (this.position == this.end) {
				int count = this.source.read(bytes, offset, length);
				record(bytes, offset, count);
				return count;
			}
			int count = Math.min(length, this.end - this.position);
			System.arraycopy(this.buffer, this.position, bytes, offset, count);
			this.position += count;
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean fill(int atMost) throws IOException {
		int count = this.source.read(this.buffer, 0, atMost);
		this.position = 0;
		this.end = Math.max(0, count);
		record(this.buffer, 0, count);
		return count > 0;
	}

	/**
	 * An end without a FIN is TLS saying that there will be one.
	 */
	private void record(byte[] bytes, int offset, int count) {
		if (count < 0) {
			this.log.endedByClient(SocketEnd.FIN);
			return;
		}
		this.log.received(bytes, offset, count);
	}

}
