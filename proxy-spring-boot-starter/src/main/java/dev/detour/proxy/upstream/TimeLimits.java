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

import java.time.Duration;

import io.netty.util.concurrent.EventExecutor;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.peer.PeerTimeouts;

/**
 * The read and write time limits of an attempt, and the idle time of a connection between
 * attempts. Activity only notes the time, so that watching costs nothing.
 */
final class TimeLimits {

	private final WriteProgress writes;

	private final Watched watched;

	private DeadlineTimer timer;

	private long idleUntil;

	private PeerTimeouts timeouts = PeerTimeouts.DEFAULT;

	private boolean idle;

	TimeLimits(EventExecutor executor, WriteProgress writes, Watched watched) {
		this.writes = writes;
		this.watched = watched;
		this.timer = new DeadlineTimer(executor, this::expired);
	}

	/**
	 * Starts to watch an attempt.
	 * @param timeouts its limits
	 * @param now the time
	 */
	void start(PeerTimeouts timeouts, long now) {
		this.idle = false;
		this.timeouts = timeouts;
		this.writes.start(now);
		this.timer.set(now + checkInterval());
	}

	/**
	 * Starts to wait for the next attempt.
	 * @param now the time
	 */
	void park(long now) {
		this.idle = true;
		this.idleUntil = now + this.timeouts.idle().toNanos();
		this.timer.set(this.idleUntil);
	}

	/**
	 * Goes on to wait for the next attempt, after having been stopped on another event
	 * loop.
	 * @param executor the event loop from now on
	 */
	void moveTo(EventExecutor executor) {
		this.timer = new DeadlineTimer(executor, this::expired);
		this.timer.set(this.idleUntil);
	}

	void stop() {
		this.timer.stop();
	}

	boolean keepsIdle() {
		return !this.timeouts.idle().isZero();
	}

	private long checkInterval() {
		return Math.min(this.timeouts.read().toNanos(), this.timeouts.write().toNanos());
	}

	private void expired() {
		if (this.idle) {
			this.watched.idleExpired();
			return;
		}
		long now = System.nanoTime();
		boolean writing = this.writes.isPending();
		if (!writing && !this.watched.isResponseDue()) {
			this.timer.set(now + checkInterval());
			return;
		}
		Duration limit = writing ? this.timeouts.write() : this.timeouts.read();
		long due = this.writes.movedAt() + limit.toNanos();
		if (due - now > 0) {
			this.timer.set(due);
		}
		else {
			this.watched.timedOut(writing ? ErrorType.WRITE_TIMEOUT : ErrorType.READ_TIMEOUT);
		}
	}

	/**
	 * What is watched.
	 */
	interface Watched {

		/**
		 * Returns whether it is the peer's turn: while the client is still uploading, or
		 * does not take what was read, the peer is not to blame.
		 * @return {@code true} if it is
		 */
		boolean isResponseDue();

		/**
		 * The peer was too slow.
		 * @param type whether to write or to read
		 */
		void timedOut(ErrorType type);

		/**
		 * No attempt came for the idle time.
		 */
		void idleExpired();

	}

}
