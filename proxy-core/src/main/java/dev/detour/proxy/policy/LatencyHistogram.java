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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * How long something took over the last 30 seconds, in slices of 3: the oldest is
 * forgotten as a new one begins. Times are counted in buckets that are at most a
 * sixteenth wide, from a microsecond to more than a minute; what is beyond counts as
 * that. Safe for use by many threads, without locks; adding needs no memory but that of a
 * new slice.
 */
final class LatencyHistogram {

	private static final int SLICES = 10;

	private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(3);

	private static final int SUB_BITS = 4;

	private static final int SUB_BUCKETS = 1 << SUB_BITS;

	/** The shortest time that is told apart, as a power of two in nanoseconds. */
	private static final int MIN_BITS = 10;

	/** The longest, about 69 s. */
	private static final int MAX_BITS = 36;

	private static final int BUCKETS = (MAX_BITS - MIN_BITS) * SUB_BUCKETS;

	private final AtomicReferenceArray<@Nullable Slice> slices = new AtomicReferenceArray<>(SLICES);

	/**
	 * Counts a time.
	 * @param nanos the time
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	void add(long nanos, long now) {
		slice(Math.floorDiv(now, SLICE_NANOS)).counts.incrementAndGet(bucket(nanos));
	}

	private Slice slice(long tick) {
		int index = (int) Math.floorMod(tick, (long) SLICES);
		Slice slice = this.slices.get(index);
		while (slice == null || slice.tick < tick) {
			this.slices.compareAndSet(index, slice, new Slice(tick, new AtomicIntegerArray(BUCKETS)));
			slice = this.slices.get(index);
		}
		return slice;
	}

	/**
	 * Returns what was counted.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return the counts
	 */
	Counts counts(long now) {
		long oldest = Math.floorDiv(now, SLICE_NANOS) - SLICES + 1;
		long[] buckets = new long[BUCKETS];
		long total = 0;
		for (int i = 0; i < SLICES; i++) {
			Slice slice = this.slices.get(i);
			if (slice != null && slice.tick >= oldest) {
				for (int bucket = 0; bucket < BUCKETS; bucket++) {
					int count = slice.counts.get(bucket);
					buckets[bucket] += count;
					total += count;
				}
			}
		}
		return new Counts(buckets, total);
	}

	private static int bucket(long nanos) {
		long clamped = Math.max(1L << MIN_BITS, Math.min((1L << MAX_BITS) - 1, nanos));
		int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(clamped);
		int sub = (int) (clamped >>> (exponent - SUB_BITS)) & (SUB_BUCKETS - 1);
		return (exponent - MIN_BITS) * SUB_BUCKETS + sub;
	}

	private static long end(int bucket) {
		int exponent = bucket / SUB_BUCKETS + MIN_BITS;
		return (1L << exponent) + ((bucket % SUB_BUCKETS + 1L) << (exponent - SUB_BITS));
	}

	private record Slice(long tick, AtomicIntegerArray counts) {

	}

	/**
	 * What was counted.
	 *
	 * @param buckets the number of times in each bucket
	 * @param total the number of times
	 */
	record Counts(long[] buckets, long total) {

		/**
		 * Returns the time that a share of the times is within. It is never too short,
		 * and too long by a sixteenth at most.
		 * @param share the share, between 0 and 1
		 * @return nanoseconds
		 */
		long percentile(double share) {
			double wanted = share * this.total;
			long seen = 0;
			for (int bucket = 0; bucket < this.buckets.length; bucket++) {
				seen += this.buckets[bucket];
				if (this.buckets[bucket] > 0 && seen >= wanted) {
					return end(bucket);
				}
			}
			return 1L << MAX_BITS;
		}

	}

}
