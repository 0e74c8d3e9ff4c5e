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
import java.util.random.RandomGenerator;

/**
 * How long to wait before a retry: a random time up to a limit that doubles with every
 * attempt (exponential back-off with full jitter).
 *
 * @param base the limit before the first retry; zero not to wait
 * @param max the limit of the limit
 * @since 0.1.0
 */
public record Backoff(Duration base, Duration max) {

	/**
	 * 25 ms to 250 ms (Envoy and Linkerd).
	 */
	public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(25), Duration.ofMillis(250));

	/**
	 * No wait.
	 */
	public static final Backoff NONE = new Backoff(Duration.ZERO, Duration.ZERO);

	/**
	 * Checks the times.
	 * @param base the limit before the first retry
	 * @param max the limit of the limit
	 */
	public Backoff {
		if (base.isNegative()) {
			throw new IllegalArgumentException("'base' must not be negative, but was " + base);
		}
		if (max.compareTo(base) < 0) {
			throw new IllegalArgumentException("'max' must not be less than 'base' " + base + ", but was " + max);
		}
	}

	/**
	 * Returns how long to wait.
	 * @param attempts the attempts so far, from 1
	 * @param random where chance comes from
	 * @return the time, possibly zero
	 */
	public Duration delay(int attempts, RandomGenerator random) {
		double limit = Math.min(this.max.toNanos(), this.base.toNanos() * Math.pow(2, Math.max(0, attempts - 1)));
		return Duration.ofNanos((long) (random.nextDouble() * limit));
	}

}
