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

/**
 * How many exchanges there may be at the same time. May change as it learns how they go.
 * Used by many threads, none of which it may hold up.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Bound {

	/**
	 * Returns the number. Asked for every exchange.
	 * @return the most exchanges at the same time, at least 1
	 */
	int get();

	/**
	 * Learns that the head of a response arrived.
	 * @param startedAt when the exchange was let in, in nanoseconds of a monotonic clock
	 * @param nanos the time from then on
	 * @param active how many exchanges there were when it was let in, itself included
	 */
	default void answered(long startedAt, long nanos, int active) {
	}

	/**
	 * Learns that a peer took too long, or said that it has too much to do.
	 * @param startedAt when the exchange was let in, in nanoseconds of a monotonic clock
	 * @param nanos the time from then on
	 * @param active how many exchanges there were when it was let in, itself included
	 */
	default void overloaded(long startedAt, long nanos, int active) {
	}

	/**
	 * Returns a number that does not change.
	 * @param max the most exchanges at the same time
	 * @return the bound
	 * @throws IllegalArgumentException if it is not positive
	 */
	static Bound fixed(int max) {
		if (max < 1) {
			throw new IllegalArgumentException("'max' must be positive, but was " + max);
		}
		return () -> max;
	}

}
