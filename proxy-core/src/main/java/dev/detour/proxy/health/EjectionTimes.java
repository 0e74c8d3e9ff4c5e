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

package dev.detour.proxy.health;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long peers are ejected. Every ejection lasts twice as long as the one before; for
 * every {@code base} without one, one of them is forgotten. So a peer that fails again
 * and again gets less and less, and one that has recovered does not pay for long.
 *
 * @param base how long the first lasts
 * @param max how long one lasts at most, before jitter
 * @param jitter the largest share that chance adds, so that peers that failed together do
 * not come back together
 * @since 0.1.0
 */
public record EjectionTimes(Duration base, Duration max, double jitter) {

	/**
	 * 5 s to 60 s, and up to half as much more.
	 */
	public static final EjectionTimes DEFAULT = new EjectionTimes(Duration.ofSeconds(5), Duration.ofSeconds(60), 0.5);

	/**
	 * Checks the times.
	 * @param base how long the first lasts
	 * @param max how long one lasts at most
	 * @param jitter the largest share that chance adds
	 */
	public EjectionTimes {
		if (base.isNegative() || base.isZero()) {
			throw new IllegalArgumentException("'base' must be positive, but was " + base);
		}
		if (max.compareTo(base) < 0) {
			throw new IllegalArgumentException("'max' must not be less than 'base' " + base + ", but was " + max);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("'jitter' must be from 0 to 1, but was " + jitter);
		}
	}

	/**
	 * Returns how long an ejection lasts.
	 * @param level how many ejections without a rest it is, from 1
	 * @param random where chance comes from
	 * @return nanoseconds
	 */
	long nanos(int level, RandomGenerator random) {
		double nanos = Math.min(this.max.toNanos(), this.base.toNanos() * Math.pow(2, level - 1));
		return (long) (nanos * (1 + this.jitter * random.nextDouble()));
	}

	/**
	 * Returns the level of a further ejection. Once ejections last as long as they may,
	 * there is nothing more to remember.
	 * @param level the level of the one before, 0 if there was none
	 * @return the level, from 1
	 */
	int next(int level) {
		boolean longest = level > 0 && this.base.toNanos() * Math.pow(2, level - 1) >= this.max.toNanos();
		return longest ? level : level + 1;
	}

	/**
	 * Returns what is left of a level after some time without an ejection.
	 * @param level the level
	 * @param nanos the time
	 * @return the level, possibly 0
	 */
	int decayed(int level, long nanos) {
		return (int) Math.max(0, level - Math.max(0, nanos) / this.base.toNanos());
	}

}
