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

package dev.detour.proxy.server;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelConfig;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a client that nobody takes yet.
 */
final class HeldMessages {

	private static final int MAX_MESSAGES = 32;

	private static final int MAX_BYTES = 65536;

	private @Nullable Queue<Object> messages;

	private int bytes;

	boolean isEmpty() {
		return this.messages == null || this.messages.isEmpty();
	}

	/**
	 * Stops reading when much is held, and starts again.
	 * @param config of the channel
	 * @param resume whether to start: when Reactor Netty has a request, it does so
	 */
	void limitReading(ChannelConfig config, boolean resume) {
		boolean full = isFull();
		if (full == config.isAutoRead() && (full || resume)) {
			config.setAutoRead(!full);
		}
	}

	private boolean isFull() {
		return this.messages != null && (this.messages.size() >= MAX_MESSAGES || this.bytes >= MAX_BYTES);
	}

	void add(Object message) {
		if (this.messages == null) {
			this.messages = new ArrayDeque<>();
		}
		this.messages.add(message);
		this.bytes += size(message);
	}

	@Nullable Object peek() {
		return (this.messages != null) ? this.messages.peek() : null;
	}

	void remove() {
		Object message = (this.messages != null) ? this.messages.poll() : null;
		if (message != null) {
			this.bytes -= size(message);
		}
	}

	void drop() {
		for (Object next = peek(); next != null; next = peek()) {
			remove();
			ReferenceCountUtil.release(next);
		}
	}

	private static int size(Object message) {
		return (message instanceof ByteBufHolder holder) ? holder.content().readableBytes() : 0;
	}

}
