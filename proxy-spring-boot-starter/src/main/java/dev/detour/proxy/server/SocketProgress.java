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

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * What a socket took of what was handed to it, as far as somebody looks: messages are
 * counted on their way in, and what is left of them when it is of interest.
 */
final class SocketProgress {

	private long written;

	private long flushed;

	private long taken;

	private long takenOfNext;

	private long movedAt;

	/**
	 * A message is handed to the socket.
	 */
	void write() {
		this.written++;
	}

	/**
	 * The socket is told to take what it was handed.
	 */
	void flush() {
		this.flushed = this.written;
	}

	/**
	 * Looks what the socket took since the last time.
	 * @param channel the channel
	 * @param now the time
	 */
	void look(Channel channel, long now) {
		ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
		long taken = this.flushed - waiting(channel);
		long takenOfNext = (buffer != null) ? buffer.currentProgress() : 0;
		if (taken != this.taken || takenOfNext != this.takenOfNext) {
			this.taken = taken;
			this.takenOfNext = takenOfNext;
			this.movedAt = now;
		}
	}

	/**
	 * Returns when the socket was last seen to have taken something.
	 * @return the time
	 */
	long movedAt() {
		return this.movedAt;
	}

	/**
	 * Begins to look again, after nothing had waited.
	 * @param channel the channel
	 * @param now the time
	 */
	void start(Channel channel, long now) {
		look(channel, now);
		this.movedAt = now;
	}

	/**
	 * Returns how many messages the socket has not taken yet.
	 * @param channel the channel
	 * @return the number of messages
	 */
	static int waiting(Channel channel) {
		ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
		return (buffer != null) ? buffer.size() : 0;
	}

}
