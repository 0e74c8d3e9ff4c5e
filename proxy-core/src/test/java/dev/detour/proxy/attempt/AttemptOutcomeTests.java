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

package dev.detour.proxy.attempt;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptOutcome}.
 */
class AttemptOutcomeTests {

	@Test
	void outcomeSaysWhatTheAttemptMeansForThePeer() {
		assertThat(AttemptOutcome.of(null)).isEqualTo(AttemptOutcome.SUCCESS);
		assertThat(AttemptOutcome.of(ProxyError.notSent(ErrorType.CONNECT_REFUSED, null)))
			.isEqualTo(AttemptOutcome.FAILURE);
		assertThat(AttemptOutcome.of(ProxyError.notSent(ErrorType.INTERNAL, null))).isEqualTo(AttemptOutcome.CANCELLED);
		assertThat(AttemptOutcome.of(new ProxyError(ErrorType.CONNECTION_RESET, Delivery.SENT, true, 1, 0, null)))
			.isEqualTo(AttemptOutcome.STALE);
		assertThat(AttemptOutcome.of(new ProxyError(ErrorType.CONNECTION_RESET, Delivery.SENT, false, 1, 0, null)))
			.isEqualTo(AttemptOutcome.FAILURE);
	}

}
