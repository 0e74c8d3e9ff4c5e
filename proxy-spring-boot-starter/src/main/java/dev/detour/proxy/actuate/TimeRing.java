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

package dev.detour.proxy.actuate;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Keeps something for each of the latest periods of time. Thread-safe, without locks.
 *
 * @param <T> the type of what is kept
 */
final class TimeRing<T> {

	private final AtomicReferenceArray<@Nullable Period<T>> periods;

	private final long length;

	private final long start;

	private final Supplier<T> create;

	/**
	 * Creates the ring.
	 * @param count the number of periods, the current one included
	 * @param length the length of a period in nanoseconds
	 * @param start a time before all others, in nanoseconds of a monotonic clock
	 * @param create makes what is kept for a period
	 */
	TimeRing(int count, long length, long start, Supplier<T> create) {
		this.periods = new AtomicReferenceArray<>(count);
		this.length = length;
		this.start = start;
		this.create = create;
	}

	/**
	 * Returns what is kept for the period of a time.
	 * @param now the time
	 * @return the current value, or {@code null} if that time is long past
	 */
	@Nullable T at(long now) {
		long number = number(now);
		int index = index(number);
		Period<T> period = this.periods.get(index);
		while (period == null || period.number < number) {
			Period<T> fresh = new Period<>(number, this.create.get());
			if (this.periods.compareAndSet(index, period, fresh)) {
				return fresh.value;
			}
			period = this.periods.get(index);
		}
		return (period.number == number) ? period.value : null;
	}

	/**
	 * Returns what was kept for an earlier period.
	 * @param now the time
	 * @param ago the number of periods before the current one, 0 for that one
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable T ago(long now, int ago) {
		long number = number(now) - ago;
		Period<T> period = (number >= 0) ? this.periods.get(index(number)) : null;
		return (period != null && period.number == number) ? period.value : null;
	}

	private long number(long now) {
		return Math.max(0, now - this.start) / this.length;
	}

	private int index(long number) {
		return (int) (number % this.periods.length());
	}

	private record Period<T>(long number, T value) {

	}

}
