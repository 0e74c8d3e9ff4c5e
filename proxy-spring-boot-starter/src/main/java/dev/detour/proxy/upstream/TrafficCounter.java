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

package dev.detour.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Counts the bytes of HTTP of one attempt, on the side of the socket: half a response
 * head counts before the codec makes anything of it.
 */
final class TrafficCounter extends ChannelDuplexHandler {

	private long read;

	private long written;

	private long readAt;

	/**
	 * Counts from zero, for the next attempt on the connection.
	 */
	void reset() {
		this.read = 0;
		this.written = 0;
	}

	long read() {
		return this.read;
	}

	long written() {
		return this.written;
	}

	/**
	 * Returns when bytes were read the last time.
	 * @return the time in nanoseconds
	 */
	long readAt() {
		return this.readAt;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof ByteBuf buffer) {
			this.read += buffer.readableBytes();
			this.readAt = System.nanoTime();
		}
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf buffer) {
			this.written += buffer.readableBytes();
		}
		context.write(message, promise);
	}

}
