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

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Latencies}.
 */
class LatenciesTests {

	private final Latencies latencies = new Latencies(0);

	@Test
	void percentilesAreNearTheTruth() {
		for (int i = 1; i <= 1000; i++) {
			this.latencies.record(TimeUnit.MILLISECONDS.toNanos(i), 0);
		}
		LatencyDescriptor latency = this.latencies.describe(0);
		assertThat(latency.count()).isEqualTo(1000);
		assertThat(latency.p50Ms()).isCloseTo(500, Percentage.withPercentage(7));
		assertThat(latency.p90Ms()).isCloseTo(900, Percentage.withPercentage(7));
		assertThat(latency.p99Ms()).isCloseTo(990, Percentage.withPercentage(7));
	}

	@Test
	void extremesAreKeptInTheOutermostBuckets() {
		this.latencies.record(0, 0);
		assertThat(this.latencies.describe(0).p50Ms()).isLessThan(0.01);
		this.latencies.record(Long.MAX_VALUE, 0);
		assertThat(this.latencies.describe(0).p99Ms()).isGreaterThan(100_000);
	}

	@Test
	void recordsWhenOldAreForgotten() {
		this.latencies.record(1_000_000, 0);
		assertThat(this.latencies.describe(TimeUnit.SECONDS.toNanos(59)).count()).isOne();
		assertThat(this.latencies.describe(TimeUnit.SECONDS.toNanos(60))).isNull();
		this.latencies.record(2_000_000, TimeUnit.SECONDS.toNanos(95));
		assertThat(this.latencies.describe(TimeUnit.SECONDS.toNanos(95)).count()).isOne();
	}

}
