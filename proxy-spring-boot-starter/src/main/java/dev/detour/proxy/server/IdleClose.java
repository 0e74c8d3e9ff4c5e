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

import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.IdleTimeoutHandler;

/**
 * Closes a connection between two requests when none comes for a while. Reactor Netty's
 * own handler for that knows only of the requests it has itself.
 */
final class IdleClose implements Runnable {

	private final ChannelHandlerContext context;

	private final long timeout;

	private boolean watched = true;

	private boolean busy;

	private boolean scheduled;

	private long since;

	IdleClose(ChannelHandlerContext context, Duration timeout) {
		this.context = context;
		this.timeout = timeout.toNanos();
	}

	/**
	 * Reactor Netty got a request, and so watches the connection after that.
	 */
	void passedOn() {
		this.watched = true;
	}

	void busy() {
		this.busy = true;
		if (this.watched) {
			this.watched = false;
			IdleTimeoutHandler.removeIdleTimeoutHandler(this.context.pipeline());
		}
	}

	void idle() {
		this.busy = false;
		this.since = System.nanoTime();
		if (!this.scheduled) {
			schedule(this.timeout);
		}
	}

	private void schedule(long delay) {
		this.scheduled = true;
		this.context.executor().schedule(this, delay, TimeUnit.NANOSECONDS);
	}

	@Override
	public void run() {
		this.scheduled = false;
		if (this.busy || this.watched || !this.context.channel().isActive()
				|| ChannelOperations.get(this.context.channel()) != null) {
			return;
		}
		long left = this.since + this.timeout - System.nanoTime();
		if (left > 0) {
			schedule(left);
		}
		else {
			this.context.close();
		}
	}

	/**
	 * Returns what watches a connection.
	 * @param context the context
	 * @param timeout how long it may be idle, {@code null} if forever
	 * @return what watches it, or {@code null} if nothing has to
	 */
	static @Nullable IdleClose of(ChannelHandlerContext context, @Nullable Duration timeout) {
		return (timeout != null) ? new IdleClose(context, timeout) : null;
	}

}
