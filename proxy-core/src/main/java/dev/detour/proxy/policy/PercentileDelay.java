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
 * A delay that follows what attempts take: so many of them are faster (Finagle:
 * {@code BackupRequestFilter}). An attempt that was dropped for a faster one counts with
 * the time that it had taken by then. That was more than the delay at which the other one
 * started, so the share that is slower than the delay stays true, and the delay does not
 * shrink because the slow ones are never seen to their end.
 * <p>
 * Safe for use by many threads, without locks.
 *
 * @since 0.1.0
 */
public final class PercentileDelay implements HedgeDelay {

	/**
	 * How long a delay is kept before it is found anew, which takes some microseconds.
	 */
	private static final long REFRESH_NANOS = 100_000_000;

	private final double percentile;

	private final Duration min;

	private final int minSamples;

	private final @Nullable Duration otherwise;

	private final LatencyHistogram latencies = new LatencyHistogram();

	private volatile @Nullable Found found;

	/**
	 * Creates a delay.
	 * @param percentile the share of attempts that are faster, such as 0.95
	 * @param min the shortest delay, positive
	 * @param minSamples how many attempts there must have been in the last 30 seconds,
	 * positive
	 * @param otherwise the delay if there were fewer, or {@code null} for none
	 * @throws IllegalArgumentException if a parameter is out of range
	 */
	public PercentileDelay(double percentile, Duration min, int minSamples, @Nullable Duration otherwise) {
		if (!(percentile > 0 && percentile < 1)) {
			throw new IllegalArgumentException("'percentile' must be between 0 and 1, but was " + percentile);
		}
		if (min.isNegative() || min.isZero()) {
			throw new IllegalArgumentException("'min' must be positive, but was " + min);
		}
		if (minSamples < 1) {
			throw new IllegalArgumentException("'minSamples' must be positive, but was " + minSamples);
		}
		this.percentile = percentile;
		this.min = min;
		this.minSamples = minSamples;
		this.otherwise = otherwise;
	}

	@Override
	public @Nullable Duration next(long now) {
		Found found = this.found;
		if (found == null || now - found.at >= REFRESH_NANOS) {
			found = new Found(find(now), now);
			this.found = found;
		}
		return found.delay;
	}

	private @Nullable Duration find(long now) {
		LatencyHistogram.Counts counts = this.latencies.counts(now);
		if (counts.total() < this.minSamples) {
			return this.otherwise;
		}
		Duration delay = Duration.ofNanos(counts.percentile(this.percentile));
		return (delay.compareTo(this.min) < 0) ? this.min : delay;
	}

	@Override
	public void observe(long nanos, long now) {
		this.latencies.add(nanos, now);
	}

	private record Found(@Nullable Duration delay, long at) {

	}

}
