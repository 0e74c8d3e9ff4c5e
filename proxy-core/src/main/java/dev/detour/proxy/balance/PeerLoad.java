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

package dev.detour.proxy.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What a peer has to do: attempts in flight and how long they take. Safe for use by many
 * threads, without locks.
 *
 * @since 0.1.0
 */
public final class PeerLoad {

	/**
	 * After this time, without news, the latency has fallen to 1/e (Finagle: 10 s).
	 */
	private static final double DECAY_NANOS = 10e9;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicReference<@Nullable Latency> latency = new AtomicReference<>();

	/**
	 * An attempt begins. Each is to be followed by one {@link #ended}.
	 */
	public void started() {
		this.inFlight.incrementAndGet();
	}

	/**
	 * An attempt is over.
	 */
	public void ended() {
		this.inFlight.decrementAndGet();
	}

	/**
	 * Learns how long the peer took. The latency follows a worse one at once and a better
	 * one slowly, so that a peer that has become slow is avoided from its first answer
	 * on.
	 * @param nanos the time that it took
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	public void observe(long nanos, long now) {
		Latency old;
		Latency updated;
		do {
			old = this.latency.get();
			updated = (old == null || nanos >= old.nanos) ? new Latency(nanos, now) : old.mixedWith(nanos, now);
		}
		while (!this.latency.compareAndSet(old, updated));
	}

	/**
	 * Returns the attempts in flight.
	 * @return the number of attempts
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	/**
	 * Returns the latency, an exponentially weighted moving average that follows peaks.
	 * It falls while the peer has nothing to do, so that one bad answer is forgotten.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return nanoseconds, zero if nothing is known
	 */
	public double latency(long now) {
		Latency latency = this.latency.get();
		if (latency == null) {
			return 0;
		}
		return (inFlight() == 0) ? latency.nanos * latency.remaining(now) : latency.nanos;
	}

	private record Latency(double nanos, long at) {

		double remaining(long now) {
			return Math.exp(-Math.max(0, now - this.at) / DECAY_NANOS);
		}

		Latency mixedWith(long sample, long now) {
			double old = remaining(now);
			return new Latency(this.nanos * old + sample * (1 - old), now);
		}

	}

}
