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

package dev.detour.proxy.exchange;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.policy.AttemptLimit;
import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * Holds an attempt to its limits until the head of its response: to what is left for the
 * exchange, and to the time that it may go without progress. Progress is any byte that
 * the socket took or gave.
 */
final class AttemptClock {

	/**
	 * How often it is looked for progress within the limit, which is how exact that is.
	 */
	private static final int LOOKS = 8;

	private final EventLoop eventLoop;

	private final UpstreamAttempt upstream;

	private final AttemptLimit limit;

	private final Consumer<ProxyError> expired;

	private boolean connected;

	private long progress;

	private int idleLooks;

	private @Nullable Future<?> total;

	private @Nullable Future<?> stalled;

	/**
	 * Creates a clock that does not run yet.
	 * @param eventLoop where the attempt lives
	 * @param upstream the attempt
	 * @param limit the limits
	 * @param expired told the error once a limit is up
	 */
	AttemptClock(EventLoop eventLoop, UpstreamAttempt upstream, AttemptLimit limit, Consumer<ProxyError> expired) {
		this.eventLoop = eventLoop;
		this.upstream = upstream;
		this.limit = limit;
		this.expired = expired;
	}

	void start() {
		this.total = schedule(this.limit.total(), this::expire);
		lookLater();
	}

	private void lookLater() {
		Duration stalled = this.limit.stalled();
		this.stalled = schedule((stalled != null) ? stalled.dividedBy(LOOKS) : null, this::look);
	}

	void connected() {
		this.connected = true;
	}

	void stop() {
		if (this.total != null) {
			this.total.cancel(false);
			this.total = null;
		}
		if (this.stalled != null) {
			this.stalled.cancel(false);
			this.stalled = null;
		}
	}

	private void look() {
		ProxyError now = error();
		long progress = now.bytesWritten() + now.bytesRead() + (this.connected ? 1 : 0);
		this.idleLooks = (progress == this.progress) ? this.idleLooks + 1 : 0;
		this.progress = progress;
		if (this.idleLooks >= LOOKS) {
			expire();
		}
		else {
			lookLater();
		}
	}

	private void expire() {
		stop();
		ProxyError error = error();
		this.upstream.cancel();
		this.expired.accept(error);
	}

	private ProxyError error() {
		return this.upstream.error(this.connected ? ErrorType.READ_TIMEOUT : ErrorType.CONNECT_TIMEOUT);
	}

	private @Nullable Future<?> schedule(@Nullable Duration delay, Runnable task) {
		return (delay != null) ? this.eventLoop.schedule(task, Math.max(1, delay.toNanos()), TimeUnit.NANOSECONDS)
				: null;
	}

}
