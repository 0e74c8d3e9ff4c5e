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

import org.junit.jupiter.api.Test;

import dev.detour.proxy.event.ExchangeOutcome.Result;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrafficCounters}.
 */
class TrafficCountersTests {

	private final TrafficCounters counters = new TrafficCounters(-5);

	@Test
	void secondsAreTheWholeOnesAndOldestFirst() {
		count(0);
		count(1);
		count(1);
		count(59);
		assertThat(perSecond(0).exchanges()).containsOnly(0L);
		assertThat(perSecond(2).exchanges()).endsWith(0L, 1L, 2L);
		assertThat(perSecond(60).exchanges()).hasSize(60).startsWith(1L, 2L, 0L).endsWith(0L, 1L);
		assertThat(perSecond(61).exchanges()).startsWith(2L, 0L).endsWith(1L, 0L);
		assertThat(perSecond(500).exchanges()).containsOnly(0L);
	}

	@Test
	void whatComesLateCountsForItsSecond() {
		count(10);
		count(9);
		assertThat(perSecond(11).exchanges()).endsWith(0L, 1L, 1L);
		count(200);
		count(9);
		assertThat(perSecond(201).exchanges()).endsWith(0L, 1L);
	}

	private void count(int second) {
		this.counters.started();
		this.counters.completed(Result.RELAYED, TimeUnit.SECONDS.toNanos(second));
	}

	private TrafficDescriptor.PerSecond perSecond(int second) {
		return this.counters.describe(TimeUnit.SECONDS.toNanos(second)).perSecond();
	}

}
