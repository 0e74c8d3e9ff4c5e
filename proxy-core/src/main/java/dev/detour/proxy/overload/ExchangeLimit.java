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

package dev.detour.proxy.overload;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits how many exchanges there are at the same time. Those beyond it may wait in a
 * short queue: first come, first served, whichever thread they are on; nobody overtakes
 * those who wait.
 * <p>
 * Used by many threads without a lock. How long somebody waits is up to who waits: there
 * is no clock in here.
 *
 * @since 0.1.0
 */
public final class ExchangeLimit {

	private final LimitScope scope;

	private final String name;

	private final Bound bound;

	private final int maxQueued;

	private final Duration queueTimeout;

	private final AtomicInteger active = new AtomicInteger();

	private final AtomicInteger queued = new AtomicInteger();

	private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();

	/**
	 * Creates a limit.
	 * @param scope what is limited
	 * @param name the name of the handler that is limited, as in metrics and logs
	 * @param bound how many exchanges there may be
	 * @param maxQueued how many more may wait, possibly none
	 * @param queueTimeout how long each may wait
	 */
	public ExchangeLimit(LimitScope scope, String name, Bound bound, int maxQueued, Duration queueTimeout) {
		this.scope = Objects.requireNonNull(scope, "'scope' must not be null");
		this.name = Objects.requireNonNull(name, "'name' must not be null");
		this.bound = Objects.requireNonNull(bound, "'bound' must not be null");
		if (maxQueued < 0) {
			throw new IllegalArgumentException("'maxQueued' must not be negative, but was " + maxQueued);
		}
		if (queueTimeout.isNegative() || queueTimeout.isZero()) {
			throw new IllegalArgumentException("'queueTimeout' must be positive, but was " + queueTimeout);
		}
		this.maxQueued = maxQueued;
		this.queueTimeout = queueTimeout;
	}

	/**
	 * Takes a place if there is one and nobody waits for it.
	 * @return {@code true} if the exchange may go on; it has to {@link #leave()} then
	 */
	public boolean tryEnter() {
		return this.queued.get() == 0 && take();
	}

	/**
	 * Waits for a place.
	 * @param waiter who waits; may be admitted before this returns
	 * @return {@code false} if too many wait already: it will not be admitted
	 */
	public boolean enqueue(Waiter waiter) {
		if (!takeSeat()) {
			return false;
		}
		this.queue.add(waiter);
		serve();
		return true;
	}

	/**
	 * Waits no longer.
	 * @param waiter who waited
	 * @return {@code false} if it has been admitted, or is just about to be
	 */
	public boolean withdraw(Waiter waiter) {
		boolean waited = this.queue.remove(waiter);
		if (waited) {
			this.queued.decrementAndGet();
		}
		return waited;
	}

	/**
	 * Gives a place back, which goes to who waits first.
	 */
	public void leave() {
		this.active.decrementAndGet();
		serve();
	}

	/**
	 * Learns that the head of a response arrived.
	 * @param startedAt when the exchange was let in, in nanoseconds of a monotonic clock
	 * @param nanos the time from then on
	 * @param active how many exchanges there were when it was let in
	 */
	public void answered(long startedAt, long nanos, int active) {
		this.bound.answered(startedAt, nanos, active);
		serve();
	}

	/**
	 * Learns that a peer took too long, or said that it has too much to do.
	 * @param startedAt when the exchange was let in, in nanoseconds of a monotonic clock
	 * @param nanos the time from then on
	 * @param active how many exchanges there were when it was let in
	 */
	public void overloaded(long startedAt, long nanos, int active) {
		this.bound.overloaded(startedAt, nanos, active);
	}

	/**
	 * Gives free places to those who wait, in the order in which they came. A place is
	 * taken before it is known who gets it; so whoever gives one back has to look once
	 * more for somebody who found no place meanwhile.
	 */
	private void serve() {
		while (!this.queue.isEmpty() && take()) {
			Waiter first = this.queue.poll();
			if (first != null) {
				this.queued.decrementAndGet();
				first.admitted();
			}
			else {
				this.active.decrementAndGet();
			}
		}
	}

	private boolean take() {
		int max = this.bound.get();
		int taken = this.active.get();
		while (taken < max) {
			if (this.active.compareAndSet(taken, taken + 1)) {
				return true;
			}
			taken = this.active.get();
		}
		return false;
	}

	private boolean takeSeat() {
		int taken = this.queued.get();
		while (taken < this.maxQueued) {
			if (this.queued.compareAndSet(taken, taken + 1)) {
				return true;
			}
			taken = this.queued.get();
		}
		return false;
	}

	/**
	 * Returns what is limited.
	 * @return the scope
	 */
	public LimitScope scope() {
		return this.scope;
	}

	/**
	 * Returns whose exchanges are limited.
	 * @return the name, as in metrics and logs
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns how long an exchange may wait.
	 * @return the time, positive
	 */
	public Duration queueTimeout() {
		return this.queueTimeout;
	}

	/**
	 * Returns how many exchanges there may be now.
	 * @return the number
	 */
	public int max() {
		return this.bound.get();
	}

	/**
	 * Returns how many exchanges there are. More than {@link #max()} after that has
	 * fallen.
	 * @return the number, without those that wait
	 */
	public int active() {
		return this.active.get();
	}

	/**
	 * Returns how many exchanges wait.
	 * @return the number
	 */
	public int queued() {
		return this.queued.get();
	}

	@Override
	public String toString() {
		return this.scope.id() + " '" + this.name + "'";
	}

}
