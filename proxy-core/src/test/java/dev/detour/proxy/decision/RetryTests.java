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

package dev.detour.proxy.decision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.FailureDecision.Retry.Target;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Retry}.
 */
class RetryTests {

	private static final Peer PEER = Peer.http("a", 80);

	@Test
	void retryWhenCalledAsksForNextPeerAtOnce() {
		assertThat(FailureDecision.retry()).isEqualTo(new Retry(Target.NEXT, null, Duration.ZERO, false));
		assertThat(FailureDecision.retrySamePeer()).isEqualTo(new Retry(Target.SAME, null, Duration.ZERO, false));
		assertThat(FailureDecision.retryOn(PEER)).isEqualTo(new Retry(Target.GIVEN, PEER, Duration.ZERO, false));
	}

	@Test
	void afterWhenCombinedWithOverrideKeepsBoth() {
		Retry expected = new Retry(Target.GIVEN, PEER, Duration.ofSeconds(1), true);
		assertThat(FailureDecision.retryOn(PEER).after(Duration.ofSeconds(1)).evenIfNotIdempotent())
			.isEqualTo(expected);
		assertThat(FailureDecision.retryOn(PEER).evenIfNotIdempotent().after(Duration.ofSeconds(1)))
			.isEqualTo(expected);
	}

	@Test
	void evenIfNotIdempotentWhenCalledLeavesSharedDecisionAsItWas() {
		FailureDecision.retry().evenIfNotIdempotent();
		assertThat(FailureDecision.retry().overridesIdempotency()).isFalse();
	}

	@Test
	void afterWhenNegativeFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> FailureDecision.retry().after(Duration.ofMillis(-1)))
			.withMessage("'delay' must not be negative, but was PT-0.001S");
	}

	@Test
	void constructorWhenPeerDoesNotFitTargetFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Retry(Target.GIVEN, null, Duration.ZERO, false));
		assertThatIllegalArgumentException().isThrownBy(() -> new Retry(Target.NEXT, PEER, Duration.ZERO, false));
	}

	@Test
	void retryOnWhenNullFails() {
		assertThatNullPointerException().isThrownBy(() -> FailureDecision.retryOn(null))
			.withMessage("'peer' must not be null");
		assertThatNullPointerException().isThrownBy(() -> FailureDecision.respond(null))
			.withMessage("'response' must not be null");
	}

	@Test
	void toStringSaysWhatWasAskedFor() {
		assertThat(FailureDecision.retry()).hasToString("retry");
		assertThat(FailureDecision.retrySamePeer().after(Duration.ofMillis(5)))
			.hasToString("retry same peer after PT0.005S");
		assertThat(FailureDecision.retryOn(Peer.http("10.0.0.1", 80)).evenIfNotIdempotent())
			.hasToString("retry on http://10.0.0.1:80 even if not idempotent");
	}

}
