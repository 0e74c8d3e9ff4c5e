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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

import dev.detour.proxy.failure.ErrorType;

/**
 * Gives up on a client of HTTP/1 that takes too long to send a request. Stands before the
 * codec, and sees bytes of which that makes no message yet. Its timer only looks at what
 * has happened: a request costs it no timer of its own.
 */
final class SlowClient extends ChannelInboundHandlerAdapter implements Runnable {

	static final String NAME = "detour.slow";

	private final ClientConnection connection;

	private final ServerLimits limits;

	private final long interval;

	private @Nullable ChannelHandlerContext context;

	private Phase phase = Phase.CONNECTED;

	private long since = System.nanoTime();

	private boolean scheduled;

	SlowClient(ClientConnection connection, ServerLimits limits) {
		this.connection = connection;
		this.limits = limits;
		this.interval = Math.min(nanos(limits.headTimeout()), nanos(limits.contentTimeout()));
	}

	private static long nanos(@Nullable Duration timeout) {
		return (timeout != null) ? timeout.toNanos() : Long.MAX_VALUE;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
		schedule(this.interval);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.phase == Phase.CONNECTED) {
			this.phase = Phase.HEAD;
		}
		else if (this.phase != Phase.HEAD) {
			this.since = System.nanoTime();
			this.phase = (this.phase == Phase.BETWEEN) ? Phase.HEAD : this.phase;
		}
		context.fireChannelRead(message);
		if (this.phase != Phase.BETWEEN && !this.scheduled) {
			schedule(this.interval);
		}
	}

	/**
	 * The codec made a message of what was read.
	 * @param slow the watch over the client, {@code null} if there is none
	 * @param message the message
	 */
	static void read(@Nullable SlowClient slow, Object message) {
		if (slow != null && message instanceof HttpRequest) {
			slow.phase = Phase.CONTENT;
		}
		else if (slow != null && message instanceof LastHttpContent) {
			slow.phase = Phase.BETWEEN;
		}
	}

	private void schedule(long delay) {
		if (this.context != null && delay < Long.MAX_VALUE) {
			this.scheduled = true;
			this.context.executor().schedule(this, delay, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void run() {
		this.scheduled = false;
		ChannelHandlerContext context = this.context;
		if (this.phase == Phase.BETWEEN || context == null || context.isRemoved() || !context.channel().isActive()) {
			return;
		}
		if (context.pipeline().get(ClientConnection.NAME) == null) {
			// The client speaks HTTP/2.
			context.pipeline().remove(this);
			return;
		}
		boolean waited = isWaitedFor(context.channel());
		if (!waited) {
			this.since = System.nanoTime();
		}
		long timeout = nanos((this.phase == Phase.CONTENT) ? this.limits.contentTimeout() : this.limits.headTimeout());
		long left = timeout - (System.nanoTime() - this.since);
		if (left > 0) {
			schedule(Math.min(left, this.interval));
		}
		else {
			giveUp(context);
		}
	}

	private boolean isWaitedFor(Channel channel) {
		DirectDownstream exchange = this.connection.exchange();
		if (this.phase == Phase.CONTENT) {
			return (exchange != null) ? exchange.awaitsContent() : channel.config().isAutoRead();
		}
		return exchange == null && ChannelOperations.get(channel) == null;
	}

	/**
	 * Lets an exchange do without the rest of its request.
	 * @param channel the channel of the connection or the stream
	 * @param exchange the exchange, or {@code null} if it is not mounted directly
	 */
	static void stopWaiting(Channel channel, @Nullable DirectDownstream exchange) {
		ServerGuard guard = ServerGuard.of(channel);
		if (exchange != null) {
			exchange.broken(ErrorType.REQUEST_TIMEOUT, ReadTimeoutException.INSTANCE);
		}
		else if (guard != null) {
			guard.timedOut(ReadTimeoutException.INSTANCE);
		}
	}

	private void giveUp(ChannelHandlerContext context) {
		switch (this.phase) {
			case CONTENT -> stopWaiting(context.channel(), this.connection.exchange());
			case HEAD -> {
				FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
						HttpResponseStatus.REQUEST_TIMEOUT, Unpooled.EMPTY_BUFFER);
				response.headers()
					.set(HttpHeaderNames.CONTENT_LENGTH, 0)
					.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
				context.pipeline()
					.context(ClientConnection.NAME)
					.writeAndFlush(response)
					.addListener(ChannelFutureListener.CLOSE);
			}
			default -> context.close();
		}
	}

	/**
	 * What the client is to send next.
	 */
	private enum Phase {

		CONNECTED, HEAD, CONTENT, BETWEEN

	}

}
