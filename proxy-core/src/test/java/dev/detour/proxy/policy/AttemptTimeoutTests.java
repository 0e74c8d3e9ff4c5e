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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AttemptTimeout}, and for {@link FailoverPolicy} as far as it is about
 * time.
 */
class AttemptTimeoutTests {

	@ParameterizedTest
	@CsvSource({ "5, 1, 15, 5, 15", "5, 2, 3, 3, 3", "5, 3, 15, , 15", "5, 2, -1, 0, 0", "5, 2, , 5,", "5, 3, , ,",
			", 1, 15, , 15", ", 1, , ," })
	void forAttemptWhenNumberAndTimeAreKnownLimits(@Nullable Long limit, int number, @Nullable Long left,
			@Nullable Long stalled, @Nullable Long total) {
		assertThat(new AttemptTimeout(seconds(limit), Duration.ZERO).forAttempt(number, 3, seconds(left)))
			.isEqualTo(new AttemptLimit(seconds(stalled), seconds(total)));
	}

	@Test
	void policyWhenAttemptMayTakeLongerThanAllIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FailoverPolicy(3, Duration.ofSeconds(5), RetryBudget.UNLIMITED, () -> false,
					AttemptTimeout.of(Duration.ofSeconds(6))))
			.withMessage("The limit of an attempt must not be more than 'timeout' PT5S, but was PT6S");
	}

	@Test
	void loweredWhenClientAsksForLessLowersAndNeverRaises() {
		FailoverPolicy policy = new FailoverPolicy(3, Duration.ofSeconds(15), RetryBudget.UNLIMITED, () -> false,
				AttemptTimeout.of(Duration.ofSeconds(5)));
		FailoverPolicy lower = policy.lowered(2, Duration.ofSeconds(2));
		assertThat(lower.maxAttempts()).isEqualTo(2);
		assertThat(lower.timeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(lower.attemptTimeout().limit()).isEqualTo(Duration.ofSeconds(2));
		assertThat(policy.lowered(9, Duration.ofSeconds(99))).isSameAs(policy);
		assertThat(policy.lowered(9, null)).isSameAs(policy);
	}

	private static @Nullable Duration seconds(@Nullable Long seconds) {
		return (seconds != null) ? Duration.ofSeconds(seconds) : null;
	}

}
