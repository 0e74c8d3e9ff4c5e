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

import org.jspecify.annotations.Nullable;

/**
 * How long an attempt may go without the head of a response before another one is started
 * beside it. Used by many threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HedgeDelay {

	/**
	 * Returns the delay of an attempt that begins now.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return the delay, or {@code null} for none beside this attempt
	 */
	@Nullable Duration next(long now);

	/**
	 * Learns how long an attempt took until the head of its response, or that it took at
	 * least so long and was dropped since another one was faster.
	 * @param nanos the time that it took
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	default void observe(long nanos, long now) {
	}

	/**
	 * Returns a delay that is always the same.
	 * @param delay the delay, positive
	 * @return the delay
	 * @throws IllegalArgumentException if it is not positive
	 */
	static HedgeDelay fixed(Duration delay) {
		if (delay.isNegative() || delay.isZero()) {
			throw new IllegalArgumentException("'delay' must be positive, but was " + delay);
		}
		return (now) -> delay;
	}

}
