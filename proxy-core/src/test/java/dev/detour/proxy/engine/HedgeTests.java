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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.AttemptLimit;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.HedgeDelay;
import dev.detour.proxy.policy.HedgePolicy;
import dev.detour.proxy.policy.RetryBudget;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Hedge}: the scenarios that a reader wants to see. Whether it holds in
 * all of them is for {@link ExchangeEngineExhaustiveTests}.
 */
class HedgeTests {

	private static final Peer FIRST = Peer.http("first", 80);

	private static final Peer SECOND = Peer.http("second", 80);

	private static final Duration DELAY = Duration.ofMillis(100);

	private static final ProxyError REFUSAL = ProxyError.notSent(ErrorType.STATUS_REFUSED, null);

	private static final ProxyError RESET = new ProxyError(ErrorType.CONNECTION_RESET, Delivery.SENT, false, 1, 0,
			null);

	private final AttemptLog log = new AttemptLog();

	private final Told.Recorder told = new Told.Recorder();

	private final AtomicInteger paid = new AtomicInteger();

	private final List<Long> observed = new ArrayList<>();

	@Test
	void hedgeWhenItAnswersFirstLeadsAndTheOtherIsCancelled() {
		ExchangeEngine engine = sent("GET");
		Hedge hedge = hedged(engine);
		assertThat(hedge.connected(true, 120)).isEqualTo(Step.Race.SEND);
		assertThat(hedge.responded(200, 150)).isEqualTo(Step.Race.OVERTAKE);
		assertThat(engine.responseJudged(null, 200, REFUSAL, 160)).isEqualTo(Step.Plain.RELAY);
		assertThat(engine.responseCompleted(170))
			.isEqualTo(new Step.End(new ExchangeOutcome(Result.RELAYED, 200, null)));
		assertThat(this.log.all()).extracting(Attempt::peer).containsExactly(FIRST, SECOND);
		assertThat(this.log.all()).extracting(Attempt::hedge).containsExactly(false, true);
		ProxyError lost = this.log.all().get(0).error();
		assertThat(lost).isEqualTo(new ProxyError(ErrorType.HEDGE_LOST, Delivery.SENT, false, 0, 0, null));
		assertThat(AttemptOutcome.of(lost)).isEqualTo(AttemptOutcome.CANCELLED);
		assertThat(this.log.all().get(1).error()).isNull();
		assertThat(this.paid).hasValue(1);
		assertThat(this.observed).as("the one that lost, until it did").containsExactly(160L);
	}

	@Test
	void hedgeWhenTheFirstAnswersIsCancelled() {
		ExchangeEngine engine = sent("GET");
		Hedge hedge = hedged(engine);
		assertThat(engine.responded(200, 150)).isEqualTo(Step.Plain.ASK_RESPONSE);
		assertThat(engine.responseJudged(null, 200, REFUSAL, 160)).isEqualTo(Step.Plain.RELAY);
		assertThat(hedge.connected(false, 170)).as("too late").isEqualTo(Step.Plain.NONE);
		ProxyError lost = this.log.all().get(1).error();
		assertThat(lost).isEqualTo(ProxyError.notSent(ErrorType.HEDGE_LOST, null));
		assertThat(this.observed).containsExactly(150L);
	}

	@Test
	void hedgeWhenItsResponseIsRefusedLeavesTheFirst() {
		ExchangeEngine engine = sent("GET");
		Hedge hedge = hedged(engine);
		hedge.connected(false, 120);
		hedge.responded(503, 150);
		assertThat(engine.responseJudged(FailureDecision.retry(), 503, REFUSAL, 160)).isEqualTo(Step.Race.TAKE_OVER);
		assertThat(engine.responded(200, 170)).isEqualTo(Step.Plain.ASK_RESPONSE);
		assertThat(engine.responseJudged(null, 200, REFUSAL, 180)).isEqualTo(Step.Plain.RELAY);
		assertThat(this.log.all()).extracting(Attempt::status).containsExactly(200, 503);
		assertThat(this.log.current()).isEqualTo(this.log.all().get(0));
	}

	@Test
	void headWhenTheOtherIsBeingJudgedWaitsForThat() {
		ExchangeEngine engine = sent("GET");
		Hedge hedge = hedged(engine);
		hedge.connected(false, 120);
		engine.responded(503, 150);
		assertThat(hedge.responded(200, 155)).isEqualTo(Step.Plain.NONE);
		assertThat(engine.responseJudged(FailureDecision.retry(), 503, REFUSAL, 160)).isEqualTo(Step.Race.TAKE_OVER);
		assertThat(engine.responded(200, 160)).isEqualTo(Step.Plain.ASK_RESPONSE);
	}

	@Test
	void failureWhenTheOtherGoesOnIsNotDecidedAboutAndTheLastIs() {
		ExchangeEngine engine = sent("GET");
		Hedge hedge = hedged(engine);
		hedge.connected(false, 120);
		assertThat(engine.attemptFailed(RESET, 130)).isEqualTo(Step.Race.TAKE_OVER);
		assertThat(this.told.drain()).noneMatch(Told.Decided.class::isInstance);
		assertThat(engine.attemptFailed(RESET, 140)).isEqualTo(new Step.AskFailure(Phase.PROXY_ERROR, SECOND, RESET));
		assertThat(engine.decided(FailureDecision.retry(), 150)).isEqualTo(Step.Plain.ASK_PEER);
		assertThat(this.paid).as("the hedge and the retry").hasValue(2);
		engine.peerAnswered(FIRST, 160);
		assertThat(this.log.all()).extracting(Attempt::number).containsExactly(1, 2, 3);
	}

	@Test
	void failureWhenTheHedgeFailedBeforeIsThatOfTheFirst() {
		ExchangeEngine engine = sent("GET");
		Hedge hedge = hedged(engine);
		assertThat(hedge.attemptFailed(ProxyError.notSent(ErrorType.CONNECT_REFUSED, null), 120))
			.isEqualTo(Step.Race.DROP);
		assertThat(engine.attemptFailed(RESET, 130)).isEqualTo(new Step.AskFailure(Phase.PROXY_ERROR, FIRST, RESET));
		assertThat(this.log.last().peer()).isEqualTo(SECOND);
		assertThat(this.log.current().peer()).isEqualTo(FIRST);
		assertThat(hedge.delay(140)).as("one is enough").isNull();
	}

	@Test
	void staleConnectionWhenTheHedgeIsOverIsTriedAgainUnderItsOwnNumber() {
		ExchangeEngine engine = sent("GET");
		hedged(engine).attemptFailed(RESET, 120);
		ProxyError stale = new ProxyError(ErrorType.CONNECTION_CLOSED, Delivery.SENT, true, 1, 0, null);
		assertThat(engine.attemptFailed(stale, 130))
			.isEqualTo(new Step.Connect(FIRST, ConnectionChoice.FRESH, AttemptLimit.NONE));
		assertThat(this.log.all()).extracting(Attempt::number).containsExactly(1, 2, 1);
		assertThat(this.log.count()).isEqualTo(2);
	}

	@Test
	void hedgeWhenRequestIsNotIdempotentIsRefused() {
		Hedge hedge = sent("POST").hedge();
		assertThat(hedge.due(true, 100)).isEqualTo(Step.Plain.NONE);
		assertThat(this.told.drain()).contains(new Told.HedgeRefused(VetoReason.NOT_IDEMPOTENT));
		assertThat(hedge.peerAnswered(SECOND, 100)).isEqualTo(Step.Plain.NONE);
	}

	@Test
	void hedgeWhenPeerWasTriedIsRefusedAndCostsNothing() {
		Hedge hedge = sent("GET").hedge();
		assertThat(hedge.due(true, 100)).isEqualTo(Step.Race.ASK_PEER);
		assertThat(hedge.peerAnswered(FIRST, 100)).isEqualTo(Step.Plain.NONE);
		assertThat(this.told.drain()).contains(new Told.HedgeRefused(VetoReason.NO_PEER));
		assertThat(this.paid).hasValue(0);
	}

	@Test
	void engineWhenPolicyHasNoHedgesHasNone() {
		assertThat(new ExchangeEngine(view("GET"), this.log, FailoverPolicy.DEFAULT, this.told, 0).hedge()).isNull();
	}

	private Hedge hedged(ExchangeEngine engine) {
		Hedge hedge = engine.hedge();
		assertThat(hedge).isNotNull();
		assertThat(hedge.delay(0)).isEqualTo(DELAY);
		assertThat(hedge.due(true, 100)).isEqualTo(Step.Race.ASK_PEER);
		assertThat(hedge.peerAnswered(SECOND, 110))
			.isEqualTo(new Step.Hedge(SECOND, ConnectionChoice.ANY, AttemptLimit.NONE));
		return hedge;
	}

	private ExchangeEngine sent(String method) {
		HedgeDelay delay = new HedgeDelay() {

			@Override
			public Duration next(long now) {
				return DELAY;
			}

			@Override
			public void observe(long nanos, long now) {
				HedgeTests.this.observed.add(nanos);
			}

		};
		RetryBudget budget = (now) -> this.paid.incrementAndGet() > 0;
		ExchangeEngine engine = new ExchangeEngine(view(method), this.log,
				new FailoverPolicy(5, null, budget, () -> false).withHedging(new HedgePolicy(delay, 1)), this.told, 0);
		engine.start();
		engine.requestAnswered(null);
		engine.peerAnswered(FIRST, 0);
		engine.connected(false, 10);
		return engine;
	}

	private EngineExplorer.View view(String method) {
		return new EngineExplorer.View(new TestRequest(method, Headers.create()), this.log);
	}

}
