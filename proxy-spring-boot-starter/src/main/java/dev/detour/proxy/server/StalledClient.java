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

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.exchange.DownstreamListener;
import dev.detour.proxy.failure.ErrorType;

/**
 * Gives up on a client that takes nothing of what it is sent. Stands at the socket and
 * counts what that takes; its timer runs only while something waits, and only looks. So a
 * write costs no timer, and a connection that carries nothing has none. Looks after the
 * streams of an HTTP/2 connection as well: what waits there for its window is not at the
 * socket yet.
 */
final class StalledClient extends ChannelOutboundHandlerAdapter implements Runnable {

	static final String NAME = "detour.stalled";

	/**
	 * How often to look within the time limit: it may be exceeded by that part.
	 */
	private static final int LOOKS = 4;

	private static final AttributeKey<StalledClient> KEY = AttributeKey.valueOf(StalledClient.class, "stalled");

	private final long limit;

	private final LongSupplier clock;

	private final SocketProgress progress = new SocketProgress();

	/**
	 * Those that wait, or did so when last looked at.
	 */
	private final Set<StalledStream> streams = new HashSet<>();

	private @Nullable ChannelHandlerContext context;

	private @Nullable Future<?> timer;

	private long grantedAt;

	/**
	 * Creates the watch over a client.
	 * @param limit how long the client may take nothing, in nanoseconds
	 * @param clock the time in nanoseconds
	 */
	StalledClient(long limit, LongSupplier clock) {
		this.limit = limit;
		this.clock = clock;
	}

	/**
	 * Watches a connection.
	 * @param channel the connection
	 * @param limits whether it is to be watched
	 */
	static void watch(Channel channel, ServerLimits limits) {
		if (limits.writeTimeout() != null) {
			StalledClient client = new StalledClient(limits.writeTimeout().toNanos(), System::nanoTime);
			channel.attr(KEY).set(client);
			channel.pipeline().addFirst(NAME, client);
		}
	}

	/**
	 * Watches a stream, if its connection is watched.
	 * @param stream the stream
	 */
	static void watchStream(Channel stream) {
		StalledClient client = stream.parent().attr(KEY).get();
		if (client != null) {
			stream.pipeline().addFirst(NAME, new StalledStream(client));
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * The connection is closed.
	 */
	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		this.streams.clear();
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		this.progress.write();
		context.write(message, promise);
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		boolean waited = SocketProgress.waiting(context.channel()) > 0;
		this.progress.flush();
		context.flush();
		if (!waited && SocketProgress.waiting(context.channel()) > 0) {
			this.progress.start(context.channel(), now());
			if (this.timer == null) {
				schedule(context);
			}
		}
	}

	long now() {
		return this.clock.getAsLong();
	}

	/**
	 * A stream has something to send.
	 * @param stream the stream
	 */
	void add(StalledStream stream) {
		if (this.streams.isEmpty()) {
			this.grantedAt = now();
		}
		this.streams.add(stream);
		ChannelHandlerContext context = this.context;
		if (this.timer == null && context != null) {
			schedule(context);
		}
	}

	/**
	 * Some stream was given the window for what it had to send.
	 * @param now the time
	 */
	void granted(long now) {
		this.grantedAt = now;
	}

	void remove(StalledStream stream) {
		this.streams.remove(stream);
	}

	private void schedule(ChannelHandlerContext context) {
		this.timer = context.executor().schedule(this, Math.max(this.limit / LOOKS, 1), TimeUnit.NANOSECONDS);
	}

	@Override
	public void run() {
		this.timer = null;
		ChannelHandlerContext context = this.context;
		if (context == null || !context.channel().isActive()) {
			return;
		}
		long now = now();
		this.progress.look(context.channel(), now);
		boolean waits = SocketProgress.waiting(context.channel()) > 0;
		this.streams.removeIf((stream) -> !stream.waits());
		if (waits ? isOver(this.progress.movedAt(), now) : isOver(this.grantedAt, now) && isOutOfWindow(context, 0)) {
			giveUp(context);
			return;
		}
		for (StalledStream stream : List.copyOf(this.streams)) {
			stream.look(now, this.limit, !waits && isOutOfWindow(context, stream.id()));
		}
		if (waits || !this.streams.isEmpty()) {
			schedule(context);
		}
	}

	private boolean isOver(long since, long now) {
		return now - since >= this.limit;
	}

	/**
	 * Returns whether the client grants no window to a stream.
	 * @param context the context
	 * @param stream the number of the stream, 0 for all together
	 * @return {@code true} if something waits for that
	 */
	private boolean isOutOfWindow(ChannelHandlerContext context, int stream) {
		Http2ConnectionHandler http2 = this.streams.isEmpty() ? null
				: context.pipeline().get(Http2ConnectionHandler.class);
		if (http2 == null) {
			return false;
		}
		Http2Connection connection = http2.connection();
		return connection.stream(stream) != null
				&& connection.remote().flowController().windowSize(connection.stream(stream)) <= 0;
	}

	private void giveUp(ChannelHandlerContext context) {
		// Otherwise the system would keep what the client does not read.
		context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
		List.copyOf(this.streams).forEach(StalledStream::giveUp);
		tell(context.channel());
		context.close();
	}

	/**
	 * Tells the exchange of a channel, if there is one.
	 * @param channel the connection or the stream
	 */
	static void tell(Channel channel) {
		ClientConnection connection = channel.pipeline().get(ClientConnection.class);
		DirectDownstream exchange = (connection != null) ? connection.exchange() : null;
		ServerGuard guard = ServerGuard.of(channel);
		DownstreamListener listener = (guard != null) ? guard.listener() : null;
		if (exchange != null) {
			exchange.broken(ErrorType.CLIENT_TIMEOUT, WriteTimeoutException.INSTANCE);
		}
		else if (listener != null) {
			listener.requestBroken(ErrorType.CLIENT_TIMEOUT, WriteTimeoutException.INSTANCE);
		}
	}

}
