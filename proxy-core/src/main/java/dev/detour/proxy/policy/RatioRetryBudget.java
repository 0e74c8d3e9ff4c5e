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

package dev.detour.proxy.policy;

import java.time.Duration;

/**
 * A budget that grows with traffic: retries may be a share of the exchanges of the last
 * moments, and a few more, so that a gateway with little traffic can retry at all
 * (Finagle: {@code RetryBudget}). Never overdrawn, however many threads ask.
 *
 * @since 0.1.0
 */
public final class RatioRetryBudget implements RetryBudget {

	/**
	 * The default share.
	 */
	public static final double DEFAULT_RATIO = 0.2;

	/**
	 * The default floor.
	 */
	public static final int DEFAULT_FLOOR = 10;

	/**
	 * The default window.
	 */
	public static final Duration DEFAULT_WINDOW = Duration.ofSeconds(10);

	private final double ratio;

	private final double floor;

	private final RollingCounts counts;

	/**
	 * Creates a budget with defaults: 20 % and 10 a second, over 10 s.
	 */
	public RatioRetryBudget() {
		this(DEFAULT_RATIO, DEFAULT_FLOOR, DEFAULT_WINDOW);
	}

	/**
	 * Creates a budget.
	 * @param ratio the retries for every exchange, not negative
	 * @param floorPerSecond the retries for every second, on top of that, not negative
	 * @param window the time over which both are counted, positive
	 * @throws IllegalArgumentException if a parameter is out of range
	 */
	public RatioRetryBudget(double ratio, int floorPerSecond, Duration window) {
		if (!(ratio >= 0) || Double.isInfinite(ratio)) {
			throw new IllegalArgumentException("'ratio' must not be negative, but was " + ratio);
		}
		if (floorPerSecond < 0) {
			throw new IllegalArgumentException("'floorPerSecond' must not be negative, but was " + floorPerSecond);
		}
		this.counts = new RollingCounts(window);
		this.ratio = ratio;
		this.floor = floorPerSecond * (window.toNanos() / 1e9);
	}

	@Override
	public void exchangeStarted(long now) {
		this.counts.add(1, 0, now);
	}

	@Override
	public boolean tryAcquire(long now) {
		// Taken before it is counted, so that two threads cannot both take the last one.
		this.counts.add(0, 1, now);
		if (this.counts.second(now) <= limit(now)) {
			return true;
		}
		this.counts.add(0, -1, now);
		return false;
	}

	/**
	 * Returns how many retries are left.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return the number, not negative
	 */
	public long available(long now) {
		return Math.max(0, (long) limit(now) - this.counts.second(now));
	}

	private double limit(long now) {
		return this.ratio * this.counts.first(now) + this.floor;
	}

}
