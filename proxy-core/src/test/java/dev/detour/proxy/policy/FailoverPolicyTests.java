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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FailoverPolicy}.
 */
class FailoverPolicyTests {

	@Test
	void defaultWhenUsedAllowsSixteenAttemptsWithoutLimit() {
		assertThat(FailoverPolicy.DEFAULT.maxAttempts()).isEqualTo(16);
		assertThat(FailoverPolicy.DEFAULT.timeout()).isNull();
		assertThat(FailoverPolicy.DEFAULT.budget().tryAcquire(0)).isTrue();
		assertThat(FailoverPolicy.DEFAULT.shuttingDown().getAsBoolean()).isFalse();
	}

	@Test
	void limitsWhenLoweredKeepTheRest() {
		HedgePolicy hedging = new HedgePolicy(HedgeDelay.fixed(Duration.ofMillis(1)), 1);
		FailoverPolicy lowered = FailoverPolicy.DEFAULT.withHedging(hedging).lowered(2, Duration.ofSeconds(1));
		assertThat(lowered.maxAttempts()).isEqualTo(2);
		assertThat(lowered.timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(lowered.hedging()).isSameAs(hedging);
		assertThat(FailoverPolicy.DEFAULT.hedging()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0 })
	void constructorWhenNoAttemptIsAllowedFails(int maxAttempts) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FailoverPolicy(maxAttempts, null, RetryBudget.UNLIMITED, () -> false))
			.withMessage("'maxAttempts' must be positive, but was " + maxAttempts);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0 })
	void constructorWhenTimeoutIsNotPositiveFails(int millis) {
		Duration timeout = Duration.ofMillis(millis);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FailoverPolicy(1, timeout, RetryBudget.UNLIMITED, () -> false))
			.withMessage("'timeout' must be positive, but was " + timeout);
	}

}
