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

import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;

import dev.detour.proxy.peer.PeerTimeouts;

/**
 * Watches an HTTP/2 connection. One that is silent while streams are open is asked for a
 * sign of life (PING, RFC 9113 section 6.7), so that a peer that is slow can be told from
 * one that is gone. One without streams is closed when its idle time is over.
 */
final class Http2Liveness {

	private static final long MAX_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Watched watched;

	private final DeadlineTimer timer;

	private long silence = MAX_SILENCE_NANOS;

	private long lastRead;

	private boolean idle;

	private boolean asked;

	private long askedAt;

	Http2Liveness(EventExecutor executor, Watched watched) {
		this.watched = watched;
		this.timer = new DeadlineTimer(executor, this::expired);
	}

	/**
	 * Something was read.
	 */
	void read() {
		this.lastRead = System.nanoTime();
		this.asked = false;
	}

	/**
	 * A stream is opened. After a long time without any it is not waited for silence.
	 * @param timeouts its limits: silence may last a third of that between reads
	 */
	void busy(PeerTimeouts timeouts) {
		long now = System.nanoTime();
		boolean wasIdle = this.idle;
		this.idle = false;
		this.silence = Math.min(MAX_SILENCE_NANOS, Math.max(timeouts.read().toNanos() / 3, 1));
		if (wasIdle && now - this.lastRead >= this.silence) {
			ask(now);
		}
		else if (!this.asked) {
			this.timer.set(now + this.silence);
		}
	}

	/**
	 * The last stream is closed.
	 * @param nanos how long the connection is kept
	 */
	void idle(long nanos) {
		this.idle = true;
		this.asked = false;
		this.timer.set(System.nanoTime() + nanos);
	}

	void stop() {
		this.timer.stop();
	}

	private void ask(long now) {
		this.asked = true;
		this.askedAt = now;
		this.watched.ping();
		this.timer.set(now + this.silence);
	}

	private void expired() {
		long now = System.nanoTime();
		if (this.idle) {
			this.watched.close();
		}
		else if (this.asked && now - this.askedAt >= this.silence) {
			this.watched.dead();
		}
		else if (!this.asked && now - this.lastRead >= this.silence) {
			ask(now);
		}
		else {
			this.timer.set((this.asked ? this.askedAt : this.lastRead) + this.silence);
		}
	}

	/**
	 * What is watched.
	 */
	interface Watched {

		/**
		 * Asks the peer for a sign of life.
		 */
		void ping();

		/**
		 * The peer gave no sign of life.
		 */
		void dead();

		/**
		 * No stream was opened for the idle time.
		 */
		void close();

	}

}
