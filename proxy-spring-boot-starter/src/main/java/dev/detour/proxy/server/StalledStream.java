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
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * Knows what of a stream's response waits to be sent. The watch over its connection has
 * the timer.
 */
final class StalledStream extends ChannelOutboundHandlerAdapter implements ChannelFutureListener {

	private final StalledClient client;

	private @Nullable ChannelHandlerContext context;

	private int waiting;

	private long movedAt;

	StalledStream(StalledClient client) {
		this.client = client;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.client.remove(this);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (!(message instanceof Http2DataFrame)) {
			context.write(message, promise);
			return;
		}
		if (this.waiting++ == 0) {
			this.movedAt = this.client.now();
			this.client.add(this);
		}
		context.write(message, promise.unvoid().addListener(this));
	}

	@Override
	public void operationComplete(ChannelFuture written) {
		this.waiting--;
		this.movedAt = this.client.now();
		this.client.granted(this.movedAt);
	}

	int id() {
		return (this.context != null) ? ((Http2StreamChannel) this.context.channel()).stream().id() : -1;
	}

	boolean waits() {
		return this.waiting > 0;
	}

	/**
	 * Gives up if the time is over.
	 * @param now the time
	 * @param limit how long the client may take nothing, in nanoseconds
	 * @param outOfWindow whether it is this stream that the client grants no window to
	 */
	void look(long now, long limit, boolean outOfWindow) {
		if (!outOfWindow) {
			this.movedAt = now;
		}
		else if (now - this.movedAt >= limit) {
			giveUp();
		}
	}

	void giveUp() {
		ChannelHandlerContext context = this.context;
		if (context != null) {
			this.client.remove(this);
			Channel channel = context.channel();
			StalledClient.tell(channel);
			// The exchange may be over: it is the client who does not let it go.
			if (channel.isActive()) {
				Http2Wire.reset(context, Http2Error.CANCEL);
			}
		}
	}

}
