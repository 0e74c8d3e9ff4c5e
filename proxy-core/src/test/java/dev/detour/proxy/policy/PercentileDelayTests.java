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
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PercentileDelay} and {@link LatencyHistogram}.
 */
class PercentileDelayTests {

	private static final Duration MIN = Duration.ofMillis(1);

	private final SplittableRandom random = new SplittableRandom(42);

	@ParameterizedTest
	@ValueSource(doubles = { 0.5, 0.9, 0.95, 0.99, 0.999 })
	void delayWhenManyWereMeasuredIsAtMostASixteenthLongerThanThePercentile(double percentile) {
		PercentileDelay delay = new PercentileDelay(percentile, MIN, 100, null);
		long[] samples = new long[50_000];
		for (int i = 0; i < samples.length; i++) {
			// Log-normal, about 20 ms
			samples[i] = (long) (20e6 * Math.exp(this.random.nextGaussian()));
			delay.observe(samples[i], i * 1000L);
		}
		Arrays.sort(samples);
		long exact = samples[(int) Math.ceil(percentile * samples.length) - 1];
		assertThat(nanos(delay, 1_000_000_000)).isBetween((double) exact, exact * (1 + 1.0 / 16) + 1);
	}

	@Test
	void delayWhenFewWereMeasuredIsTheOtherOne() {
		PercentileDelay delay = new PercentileDelay(0.5, MIN, 10, Duration.ofSeconds(1));
		PercentileDelay none = new PercentileDelay(0.5, MIN, 10, null);
		for (int i = 0; i < 9; i++) {
			delay.observe(5_000_000, 0);
			none.observe(5_000_000, 0);
		}
		assertThat(delay.next(0)).isEqualTo(Duration.ofSeconds(1));
		assertThat(none.next(0)).isNull();
		delay.observe(5_000_000, 0);
		assertThat(delay.next(50_000_000)).as("for a tenth of a second").isEqualTo(Duration.ofSeconds(1));
		assertThat(nanos(delay, 100_000_000)).isBetween(5e6, 5.4e6);
	}

	@Test
	void delayWhenAttemptsAreFasterIsTheShortest() {
		PercentileDelay delay = new PercentileDelay(0.99, Duration.ofMillis(10), 1, null);
		delay.observe(0, 0);
		assertThat(delay.next(0)).isEqualTo(Duration.ofMillis(10));
	}

	@Test
	void delayWhenTimePassesForgetsWhatWasMeasured() {
		PercentileDelay delay = new PercentileDelay(0.5, MIN, 2, null);
		long start = -TimeUnit.SECONDS.toNanos(7);
		delay.observe(80_000_000, start);
		delay.observe(80_000_000, start);
		assertThat(nanos(delay, start + TimeUnit.SECONDS.toNanos(26))).isBetween(80e6, 86e6);
		assertThat(delay.next(start + TimeUnit.SECONDS.toNanos(31))).isNull();
		delay.observe(8_000_000, start + TimeUnit.SECONDS.toNanos(31));
		delay.observe(8_000_000, start + TimeUnit.SECONDS.toNanos(31));
		assertThat(nanos(delay, start + TimeUnit.SECONDS.toNanos(32))).isBetween(8e6, 8.6e6);
	}

	@Test
	void delayWhenTimesAreBeyondWhatIsToldApartIsTheLongest() {
		PercentileDelay delay = new PercentileDelay(0.5, MIN, 1, null);
		delay.observe(Long.MAX_VALUE, 0);
		assertThat(nanos(delay, 0)).isEqualTo(Math.pow(2, 36));
	}

	/**
	 * Attempts beyond the delay are dropped as soon as a hedge has answered, so they are
	 * measured too short. The delay must not follow them down.
	 */
	@Test
	void delayWhenSlowAttemptsAreDroppedStaysWhereItIs() {
		PercentileDelay delay = new PercentileDelay(0.9, MIN, 100, null);
		long now = 0;
		int hedges = 0;
		for (int i = 0; i < 100_000; i++) {
			now += 1_000_000;
			long takes = (long) (10e6 + 90e6 * this.random.nextDouble());
			Duration after = delay.next(now);
			if (after != null && takes > after.toNanos()) {
				hedges++;
				takes = Math.min(takes, after.toNanos() + 1_000_000);
			}
			delay.observe(takes, now);
		}
		assertThat(hedges / 100_000.0).isBetween(0.03, 0.11);
		assertThat(nanos(delay, now)).isBetween(88e6, 101e6);
	}

	@Test
	void samplesWhenManyThreadsAddAreCounted() {
		LatencyHistogram histogram = new LatencyHistogram();
		IntStream.range(0, 40_000).parallel().forEach((i) -> histogram.add(i * 1000L, i * 100_000L));
		assertThat(histogram.counts(3_999_900_000L).total()).isEqualTo(40_000);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 1, -1, 2, Double.NaN })
	void delayWhenPercentileIsOutOfRangeIsRefused(double percentile) {
		assertThatIllegalArgumentException().isThrownBy(() -> new PercentileDelay(percentile, MIN, 1, null))
			.withMessageContaining("'percentile' must be between 0 and 1, but was");
	}

	@Test
	void fixedDelayWhenNotPositiveIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HedgeDelay.fixed(Duration.ZERO))
			.withMessage("'delay' must be positive, but was PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> new HedgePolicy(HedgeDelay.fixed(MIN), 0))
			.withMessage("'max' must be positive, but was 0");
	}

	private static double nanos(PercentileDelay delay, long now) {
		@Nullable Duration found = delay.next(now);
		assertThat(found).isNotNull();
		return found.toNanos();
	}

}
