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

package dev.detour.proxy.balance;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SlowStart}.
 */
class SlowStartTests {

	@Test
	void shareWhenTimePassesGrowsInStraightLine() {
		SlowStart slowStart = new SlowStart(Duration.ofNanos(1000));
		assertThat(slowStart.share(0)).isEqualTo(0.1);
		assertThat(slowStart.share(100)).isEqualTo(0.1);
		assertThat(slowStart.share(500)).isEqualTo(0.5);
		assertThat(slowStart.share(1000)).isEqualTo(1);
		assertThat(SlowStart.NONE.share(0)).isEqualTo(1);
	}

	@Test
	void slowStartWhenWindowIsNegativeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new SlowStart(Duration.ofSeconds(-1)))
			.withMessage("'window' must not be negative, but was PT-1S");
	}

}
