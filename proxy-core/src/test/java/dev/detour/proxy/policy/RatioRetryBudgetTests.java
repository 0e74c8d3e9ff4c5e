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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RatioRetryBudget}.
 */
class RatioRetryBudgetTests {

	private static final long SECOND = 1_000_000_000;

	private final RatioRetryBudget budget = new RatioRetryBudget();

	@Test
	void tryAcquireWhenThereIsNoTrafficGrantsTheFloor() {
		assertThat(acquire(200, 0)).isEqualTo(100);
		assertThat(this.budget.available(0)).isZero();
	}

	@Test
	void tryAcquireWhenThereIsTrafficGrantsItsShareToo() {
		for (int i = 0; i < 1000; i++) {
			this.budget.exchangeStarted(0);
		}
		assertThat(acquire(1000, 0)).isEqualTo(300);
	}

	@Test
	void tryAcquireWhenWindowHasPassedGrantsAnew() {
		assertThat(acquire(200, 0)).isEqualTo(100);
		assertThat(acquire(200, 10 * SECOND - 1)).isZero();
		assertThat(acquire(200, 10 * SECOND)).isEqualTo(100);
	}

	@Test
	void tryAcquireWhenEverythingFailsForLongStaysWithinRatioAndFloor() {
		int retries = 0;
		for (int i = 0; i < 60_000; i++) {
			long now = i * SECOND / 1000;
			this.budget.exchangeStarted(now);
			retries += acquire(2, now);
		}
		assertThat(retries).isLessThanOrEqualTo(60_000 / 5 + 70 * 10).isGreaterThan(60_000 / 5);
	}

	@Test
	void tryAcquireWhenManyThreadsAskIsNeverOverdrawn() throws Exception {
		RatioRetryBudget small = new RatioRetryBudget(0, 100, Duration.ofSeconds(10));
		AtomicInteger granted = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				futures.add(threads.submit(() -> {
					for (int i = 0; i < 5000; i++) {
						if (small.tryAcquire(5)) {
							granted.incrementAndGet();
						}
					}
				}));
			}
			for (Future<?> future : futures) {
				future.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(granted).hasValue(1000);
	}

	@Test
	void budgetWhenParametersAreOutOfRangeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RatioRetryBudget(-1, 0, Duration.ofSeconds(1)))
			.withMessage("'ratio' must not be negative, but was -1.0");
		assertThatIllegalArgumentException().isThrownBy(() -> new RatioRetryBudget(0, -1, Duration.ofSeconds(1)))
			.withMessage("'floorPerSecond' must not be negative, but was -1");
		assertThatIllegalArgumentException().isThrownBy(() -> new RatioRetryBudget(0, 0, Duration.ZERO))
			.withMessage("'window' must be positive, but was PT0S");
	}

	private int acquire(int times, long now) {
		int granted = 0;
		for (int i = 0; i < times; i++) {
			granted += this.budget.tryAcquire(now) ? 1 : 0;
		}
		return granted;
	}

}
