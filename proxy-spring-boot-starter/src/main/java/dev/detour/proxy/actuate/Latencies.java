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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * How long something took lately: within the last 30 to 60 seconds. A histogram with
 * eight buckets for each power of two, so that a percentile is at most 7 % off; of fixed
 * size, about 5 KiB. Thread-safe, without locks.
 */
final class Latencies {

	private static final long WINDOW = TimeUnit.SECONDS.toNanos(30);

	/** Everything below 2^13 ns, 8 us, is as fast. */
	private static final int MIN_EXPONENT = 13;

	/** Everything above 2^37 ns, 137 s, is as slow. */
	private static final int MAX_EXPONENT = 37;

	private static final int BUCKETS = (MAX_EXPONENT - MIN_EXPONENT) * 8;

	private final TimeRing<AtomicIntegerArray> windows;

	Latencies(long start) {
		this.windows = new TimeRing<>(3, WINDOW, start, () -> new AtomicIntegerArray(BUCKETS));
	}

	void record(long nanos, long now) {
		AtomicIntegerArray window = this.windows.at(now);
		if (window != null) {
			window.incrementAndGet(bucket(nanos));
		}
	}

	/**
	 * Sums up.
	 * @param now the time
	 * @return the percentiles, or {@code null} if there was nothing lately
	 */
	@Nullable LatencyDescriptor describe(long now) {
		long[] counts = new long[BUCKETS];
		long total = 0;
		for (int ago = 0; ago < 2; ago++) {
			AtomicIntegerArray window = this.windows.ago(now, ago);
			for (int i = 0; window != null && i < BUCKETS; i++) {
				counts[i] += window.get(i);
				total += window.get(i);
			}
		}
		if (total == 0) {
			return null;
		}
		long count = total;
		LongUnaryOperator percentile = (percent) -> value(counts, (count * percent + 99) / 100);
		return new LatencyDescriptor(total, Millis.of(percentile.applyAsLong(50)),
				Millis.of(percentile.applyAsLong(90)), Millis.of(percentile.applyAsLong(99)));
	}

	private static long value(long[] counts, long rank) {
		int bucket = 0;
		long seen = counts[0];
		while (seen < rank && bucket < BUCKETS - 1) {
			bucket++;
			seen += counts[bucket];
		}
		return middle(bucket);
	}

	private static int bucket(long nanos) {
		long clamped = Math.max(1L << MIN_EXPONENT, Math.min((1L << MAX_EXPONENT) - 1, nanos));
		int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(clamped);
		int eighth = (int) (clamped >>> (exponent - 3)) & 7;
		return (exponent - MIN_EXPONENT) * 8 + eighth;
	}

	private static long middle(int bucket) {
		int exponent = bucket / 8 + MIN_EXPONENT;
		return ((8L + bucket % 8) << (exponent - 3)) + (1L << (exponent - 4));
	}

}
