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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Gives up on streams of an HTTP/2 connection whose client sends nothing of the content
 * that it is waited for; the connection lives on. One timer looks at all of them, and
 * there is none while no content is to come.
 */
final class SlowStreams implements Runnable {

	private static final AttributeKey<SlowStreams> KEY = AttributeKey.valueOf(SlowStreams.class, "streams");

	/**
	 * How often is looked within the time limit: a stream is given up at most so much of
	 * it too late.
	 */
	private static final int LOOKS = 4;

	private final Channel connection;

	private final long timeout;

	private final Set<Watch> watches = new LinkedHashSet<>();

	private boolean scheduled;

	private SlowStreams(Channel connection, Duration timeout) {
		this.connection = connection;
		this.timeout = timeout.toNanos();
	}

	/**
	 * Returns the streams of a connection.
	 * @param connection the channel of the connection
	 * @param limits the limits of the server
	 * @return the streams, or {@code null} if they may be slow
	 */
	static @Nullable SlowStreams of(Channel connection, ServerLimits limits) {
		Duration timeout = limits.contentTimeout();
		if (timeout == null) {
			return null;
		}
		SlowStreams streams = connection.attr(KEY).get();
		if (streams == null) {
			streams = new SlowStreams(connection, timeout);
			connection.attr(KEY).set(streams);
		}
		return streams;
	}

	/**
	 * Begins to watch a stream on which content is to come.
	 * @param stream the channel of the stream
	 * @return the watch
	 */
	Watch begin(Channel stream) {
		Watch watch = new Watch(stream);
		this.watches.add(watch);
		schedule();
		return watch;
	}

	private void schedule() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.connection.eventLoop().schedule(this, Math.max(1, this.timeout / LOOKS), TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void run() {
		this.scheduled = false;
		if (this.watches.isEmpty()) {
			return;
		}
		long now = System.nanoTime();
		for (Watch watch : List.copyOf(this.watches)) {
			watch.look(now);
		}
		schedule();
	}

	/**
	 * The watch over one stream.
	 */
	final class Watch {

		private final Channel stream;

		private long since = System.nanoTime();

		private boolean waiting;

		private Watch(Channel stream) {
			this.stream = stream;
		}

		/**
		 * Content has come.
		 */
		void read() {
			this.since = System.nanoTime();
		}

		/**
		 * No more content is to come.
		 */
		void end() {
			SlowStreams.this.watches.remove(this);
		}

		private void look(long now) {
			boolean waited = this.waiting;
			this.waiting = isWaitedFor();
			if (!this.waiting || !waited) {
				// The time begins when it is seen to be waited for.
				this.since = now;
			}
			else if (now - this.since >= SlowStreams.this.timeout) {
				end();
				SlowClient.stopWaiting(this.stream, exchange());
			}
		}

		private @Nullable DirectDownstream exchange() {
			ClientConnection connection = this.stream.pipeline().get(ClientConnection.class);
			return (connection != null) ? connection.exchange() : null;
		}

		private boolean isWaitedFor() {
			DirectDownstream exchange = exchange();
			ServerGuard guard = ServerGuard.of(this.stream);
			return (exchange != null) ? exchange.isStalled()
					: guard != null && guard.awaitsContent() && this.stream.config().isAutoRead();
		}

	}

}
