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

package dev.detour.proxy.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.policy.FailoverPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Veto}.
 */
class VetoTests {

	private static final long DEADLINE = Duration.ofSeconds(10).toNanos();

	private final AtomicBoolean shuttingDown = new AtomicBoolean();

	private final AtomicInteger budget = new AtomicInteger(1);

	private final FailoverPolicy policy = new FailoverPolicy(3, Duration.ofSeconds(10),
			(now) -> this.budget.getAndDecrement() > 0, this.shuttingDown::get);

	@ParameterizedTest
	@CsvSource({ "true, NOT_SENT, none", "true, REFUSED, none", "true, PARTLY_SENT, none", "true, SENT, none",
			"true, RESPONDING, none", "false, NOT_SENT, none", "false, REFUSED, none",
			"false, PARTLY_SENT, NOT_IDEMPOTENT", "false, SENT, NOT_IDEMPOTENT", "false, RESPONDING, NOT_IDEMPOTENT" })
	void againstWhenDeliveryIsKnownProtectsWhatIsNotIdempotent(boolean idempotent, Delivery delivery, String expected) {
		Veto veto = new Veto(this.policy, idempotent, 0);
		assertThat(veto.against(FailureDecision.retry(), error(delivery), 1, 1))
			.isEqualTo(expected.equals("none") ? null : VetoReason.valueOf(expected));
	}

	@Test
	void againstWhenOverriddenGrantsOneMoreDelivery() {
		Veto veto = new Veto(this.policy, false, 0);
		assertThat(veto.against(FailureDecision.retry().evenIfNotIdempotent(), error(Delivery.SENT), 1, 1)).isNull();
		assertThat(veto.against(FailureDecision.retry(), error(Delivery.NOT_SENT), 2, 1)).isNull();
	}

	@Test
	void againstWhenOverriddenDeliveryWasMadeGrantsNoFurtherOne() {
		Veto veto = new Veto(this.policy, false, 0);
		assertThat(veto.against(FailureDecision.retry().evenIfNotIdempotent(), error(Delivery.SENT), 1, 1)).isNull();
		assertThat(veto.against(FailureDecision.retry(), error(Delivery.SENT), 2, 1))
			.isEqualTo(VetoReason.NOT_IDEMPOTENT);
	}

	@Test
	void againstWhenContentIsLostBeforeAnyConnectionGrants() {
		Veto veto = new Veto(this.policy, true, 0);
		veto.bodyNotReplayable();
		assertThat(veto.against(FailureDecision.retry(), error(Delivery.NOT_SENT), 1, 1)).isNull();
		veto.connected();
		assertThat(veto.against(FailureDecision.retry(), error(Delivery.NOT_SENT), 1, 1))
			.isEqualTo(VetoReason.BODY_NOT_REPLAYABLE);
	}

	@Test
	void againstWhenAttemptsAreUsedUpRefuses() {
		Veto veto = new Veto(this.policy, true, 0);
		assertThat(veto.against(FailureDecision.retry(), error(Delivery.NOT_SENT), 2, 1)).isNull();
		assertThat(veto.against(FailureDecision.retry(), error(Delivery.NOT_SENT), 3, 1))
			.isEqualTo(VetoReason.ATTEMPTS_EXHAUSTED);
	}

	@Test
	void againstWhenWaitEndsAfterDeadlineRefuses() {
		Veto veto = new Veto(this.policy, true, 100);
		Retry retry = FailureDecision.retry().after(Duration.ofSeconds(4));
		assertThat(veto.against(retry, error(Delivery.NOT_SENT), 1, 99 + DEADLINE * 6 / 10)).isNull();
		assertThat(veto.against(retry, error(Delivery.NOT_SENT), 1, 100 + DEADLINE * 6 / 10))
			.isEqualTo(VetoReason.DEADLINE);
		assertThat(veto.againstStart(99 + DEADLINE)).isNull();
		assertThat(veto.againstStart(100 + DEADLINE)).isEqualTo(VetoReason.DEADLINE);
	}

	@Test
	void againstWhenWaitIsEndlessRefusesWithoutDeadlineToo() {
		Veto veto = new Veto(FailoverPolicy.DEFAULT, true, 0);
		Retry retry = FailureDecision.retry();
		assertThat(veto.against(retry.after(Duration.ofHours(1)), error(Delivery.NOT_SENT), 1, 1)).isNull();
		assertThat(veto.against(retry.after(ChronoUnit.FOREVER.getDuration()), error(Delivery.NOT_SENT), 1, 1))
			.isEqualTo(VetoReason.DEADLINE);
	}

	@Test
	void againstWhenClockIsNegativeStillMeasures() {
		Veto veto = new Veto(this.policy, true, Long.MAX_VALUE - 5);
		assertThat(veto.againstStart(Long.MIN_VALUE + 5)).isNull();
		assertThat(veto.againstStart(Long.MIN_VALUE + DEADLINE)).isEqualTo(VetoReason.DEADLINE);
	}

	@Test
	void againstWhenRefusedTakesNothingOutOfBudget() {
		Veto veto = new Veto(this.policy, true, 0);
		veto.against(FailureDecision.retry(), error(Delivery.SENT), 3, 1);
		veto.against(FailureDecision.retry(), error(Delivery.REFUSED), 1, 1);
		assertThat(this.budget).hasValue(1);
		assertThat(veto.against(FailureDecision.retry(), error(Delivery.SENT), 1, 1)).isNull();
		assertThat(veto.against(FailureDecision.retry(), error(Delivery.SENT), 1, 1))
			.isEqualTo(VetoReason.BUDGET_EXHAUSTED);
	}

	@Test
	void againstWhenSeveralReasonsApplyNamesTheMostFinal() {
		Veto veto = new Veto(this.policy, false, 0);
		veto.connected();
		veto.bodyNotReplayable();
		this.budget.set(0);
		assertThat(reason(veto)).isEqualTo(VetoReason.NOT_IDEMPOTENT);
		this.shuttingDown.set(true);
		assertThat(reason(veto)).isEqualTo(VetoReason.SHUTTING_DOWN);
		veto.clientGone();
		assertThat(reason(veto)).isEqualTo(VetoReason.CLIENT_GONE);
		veto.committed();
		assertThat(reason(veto)).isEqualTo(VetoReason.COMMITTED);
	}

	@Test
	void grantsStaleTryWhenAskedAgainRefuses() {
		Veto veto = new Veto(this.policy, true, 0);
		ProxyError stale = new ProxyError(ErrorType.CONNECTION_CLOSED, Delivery.SENT, true, 10, 0, null);
		assertThat(veto.grantsStaleTry(stale, 1)).isTrue();
		assertThat(veto.grantsStaleTry(stale, 1)).isFalse();
	}

	@Test
	void grantsStaleTryWhenRequestIsNotIdempotentDependsOnDelivery() {
		ProxyError stale = new ProxyError(ErrorType.CONNECTION_CLOSED, Delivery.PARTLY_SENT, true, 10, 0, null);
		assertThat(new Veto(this.policy, false, 0).grantsStaleTry(stale, 1)).isFalse();
		assertThat(new Veto(this.policy, false, 0).grantsStaleTry(stale.withDelivery(Delivery.NOT_SENT), 1)).isTrue();
	}

	private static @Nullable VetoReason reason(Veto veto) {
		return veto.against(FailureDecision.retry(), error(Delivery.SENT), 3, DEADLINE);
	}

	private static ProxyError error(Delivery delivery) {
		return new ProxyError(ErrorType.READ_TIMEOUT, delivery, false, 0, 0, null);
	}

}
