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
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Two counters over the last moments, in tenths of the window: the oldest tenth is
 * forgotten as a new one begins. Exact, safe for use by many threads, without locks.
 *
 * @since 0.1.0
 */
public final class RollingCounts {

	private static final int BUCKETS = 10;

	private static final int COUNT_BITS = 22;

	private static final long MAX_COUNT = (1L << COUNT_BITS) - 1;

	private static final long TAG_MASK = (1L << (Long.SIZE - 2 * COUNT_BITS)) - 1;

	private final long bucketNanos;

	/**
	 * Every bucket is one number, so that time and both counts change together: the
	 * number of the tenth that it is for, then the counts.
	 */
	private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

	/**
	 * Creates counters at zero.
	 * @param window the time after which what was counted is forgotten, positive
	 * @throws IllegalArgumentException if the window is not positive
	 */
	public RollingCounts(Duration window) {
		if (window.isNegative() || window.toNanos() < BUCKETS) {
			throw new IllegalArgumentException("'window' must be positive, but was " + window);
		}
		this.bucketNanos = window.toNanos() / BUCKETS;
	}

	/**
	 * Counts.
	 * @param first what is added to the first counter, possibly negative
	 * @param second what is added to the second counter, possibly negative
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	public void add(int first, int second, long now) {
		long tick = Math.floorDiv(now, this.bucketNanos);
		int index = (int) Math.floorMod(tick, (long) BUCKETS);
		long tag = tick & TAG_MASK;
		long old;
		long updated;
		do {
			old = this.buckets.get(index);
			boolean current = tag(old) == tag;
			updated = pack(tag, (current ? firstOf(old) : 0) + first, (current ? secondOf(old) : 0) + second);
		}
		while (!this.buckets.compareAndSet(index, old, updated));
	}

	/**
	 * Returns the first counter.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return what was counted in the window
	 */
	public long first(long now) {
		long sum = 0;
		long tick = Math.floorDiv(now, this.bucketNanos);
		for (int i = 0; i < BUCKETS; i++) {
			sum += firstOf(bucket(tick - i));
		}
		return sum;
	}

	/**
	 * Returns the second counter.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return what was counted in the window
	 */
	public long second(long now) {
		long sum = 0;
		long tick = Math.floorDiv(now, this.bucketNanos);
		for (int i = 0; i < BUCKETS; i++) {
			sum += secondOf(bucket(tick - i));
		}
		return sum;
	}

	/**
	 * Forgets everything.
	 */
	public void clear() {
		for (int i = 0; i < BUCKETS; i++) {
			this.buckets.set(i, 0);
		}
	}

	private long bucket(long tick) {
		long bucket = this.buckets.get((int) Math.floorMod(tick, (long) BUCKETS));
		return (tag(bucket) == (tick & TAG_MASK)) ? bucket : 0;
	}

	private static long pack(long tag, long first, long second) {
		return (tag << (2 * COUNT_BITS)) | (clamp(first) << COUNT_BITS) | clamp(second);
	}

	private static long clamp(long count) {
		return Math.max(0, Math.min(MAX_COUNT, count));
	}

	private static long tag(long bucket) {
		return bucket >>> (2 * COUNT_BITS);
	}

	private static long firstOf(long bucket) {
		return (bucket >>> COUNT_BITS) & MAX_COUNT;
	}

	private static long secondOf(long bucket) {
		return bucket & MAX_COUNT;
	}

}
