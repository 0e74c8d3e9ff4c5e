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
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Backoff}.
 */
class BackoffTests {

	@Test
	void delayWhenAttemptsGrowIsRandomUpToTwiceAsMuchUpToMax() {
		SplittableRandom random = new SplittableRandom(42);
		long[] limits = { 25, 50, 100, 200, 250, 250 };
		for (int attempts = 1; attempts <= limits.length; attempts++) {
			long most = 0;
			long sum = 0;
			for (int i = 0; i < 10_000; i++) {
				long micros = Backoff.DEFAULT.delay(attempts, random).toNanos() / 1000;
				most = Math.max(most, micros);
				sum += micros;
			}
			assertThat(most).isBetween(limits[attempts - 1] * 990, limits[attempts - 1] * 1000);
			assertThat(sum / 10_000).isBetween(limits[attempts - 1] * 480, limits[attempts - 1] * 520);
		}
	}

	@Test
	void delayWhenThereIsNoBackoffIsZero() {
		assertThat(Backoff.NONE.delay(3, new SplittableRandom(1))).isZero();
	}

	@Test
	void backoffWhenMaxIsLessThanBaseIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ofMillis(2), Duration.ofMillis(1)))
			.withMessage("'max' must not be less than 'base' PT0.002S, but was PT0.001S");
	}

}
