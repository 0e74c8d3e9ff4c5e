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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RollingCounts}.
 */
class RollingCountsTests {

	private final RollingCounts counts = new RollingCounts(Duration.ofNanos(100));

	@Test
	void countsWhenTimePassesForgetTheOldest() {
		this.counts.add(1, 2, 5);
		this.counts.add(10, 20, 50);
		assertThat(this.counts.first(99)).isEqualTo(11);
		assertThat(this.counts.second(99)).isEqualTo(22);
		assertThat(this.counts.first(100)).isEqualTo(10);
		assertThat(this.counts.second(149)).isEqualTo(20);
		assertThat(this.counts.second(150)).isZero();
	}

	@Test
	void countsWhenClockIsNegativeOrWrapsStillCount() {
		this.counts.add(1, 0, -15);
		this.counts.add(1, 0, 5);
		assertThat(this.counts.first(6)).isEqualTo(2);
	}

	@Test
	void countsWhenClearedAreZero() {
		this.counts.add(1, 1, 5);
		this.counts.clear();
		assertThat(this.counts.first(5)).isZero();
	}

	@Test
	void countsWhenTooMuchIsTakenStayAtZero() {
		this.counts.add(0, -1, 5);
		assertThat(this.counts.second(5)).isZero();
		assertThat(this.counts.first(5)).isZero();
	}

}
