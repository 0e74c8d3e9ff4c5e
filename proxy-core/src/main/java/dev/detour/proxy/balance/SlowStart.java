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

import java.time.Duration;

/**
 * How a peer that has just come, or come back, is given more and more: in a straight line
 * from a tenth of its weight (Envoy: {@code slow_start_config}).
 *
 * @param window how long it takes to the full weight; zero to start with it
 * @since 0.1.0
 */
public record SlowStart(Duration window) {

	/**
	 * The full weight from the start.
	 */
	public static final SlowStart NONE = new SlowStart(Duration.ZERO);

	private static final double MINIMUM = 0.1;

	/**
	 * Checks the window.
	 * @param window how long it takes to the full weight
	 */
	public SlowStart {
		if (window.isNegative()) {
			throw new IllegalArgumentException("'window' must not be negative, but was " + window);
		}
	}

	/**
	 * Returns the share of its weight that a peer gets.
	 * @param elapsed nanoseconds since it came
	 * @return the share, from 0.1 to 1
	 */
	public double share(long elapsed) {
		long nanos = this.window.toNanos();
		return (elapsed >= nanos) ? 1 : Math.max(MINIMUM, (double) elapsed / nanos);
	}

}
