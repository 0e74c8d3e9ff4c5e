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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
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
import dev.detour.proxy.policy.AttemptTimeout;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.RetryBudget;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExchangeEngine}: the scenarios that a reader wants to see. Whether it
 * holds in all of them is for {@link ExchangeEngineExhaustiveTests}.
 */
class ExchangeEngineTests {

	private static final Peer FIRST = Peer.http("first", 80);

	private static final Peer SECOND = Peer.http("second", 80);

	private final AttemptLog log = new AttemptLog();

	private final Told.Recorder told = new Told.Recorder();

	@Test
	void connectFailureWhenRetriedAsksForPeerAndGivesUpAtTheSecond() {
		ExchangeEngine engine = connecting("POST");
		assertThat(engine.attemptFailed(refused(), 1))
			.isEqualTo(new Step.AskFailure(Phase.CONNECT_FAILURE, FIRST, refused()));
		assertThat(engine.decided(FailureDecision.retry(), 2)).isEqualTo(Step.Plain.ASK_PEER);
		assertThat(engine.peerAnswered(SECOND, 3))
			.isEqualTo(new Step.Connect(SECOND, ConnectionChoice.RECENT, AttemptLimit.NONE));
		engine.attemptFailed(refused(), 4);
		assertThat(engine.decided(FailureDecision.giveUp(), 5)).isEqualTo(new Step.AskGiveUp(refused()));
		assertThat(engine.pageAnswered(null)).isEqualTo(new Step.Reply(502, null));
		assertThat(engine.replied(502)).isEqualTo(new Step.End(new ExchangeOutcome(Result.FAILED, 502, refused())));
		assertThat(engine.isEnded()).isTrue();
		assertThat(this.log.all()).extracting(Attempt::peer).containsExactly(FIRST, SECOND);
	}

	@Test
	void responseWhenRetryIsRefusedIsPassedOn() {
		ExchangeEngine engine = connecting("POST");
		engine.connected(false, 1);
		engine.responded(503, 2);
		ProxyError refusal = ProxyError.notSent(ErrorType.STATUS_REFUSED, null);
		assertThat(engine.responseJudged(FailureDecision.retry(), 503, refusal, 3)).isEqualTo(Step.Plain.RELAY);
		assertThat(vetoes()).containsExactly(VetoReason.NOT_IDEMPOTENT);
		assertThat(engine.responseCompleted(4)).isEqualTo(new Step.End(new ExchangeOutcome(Result.RELAYED, 503, null)));
	}

	@Test
	void staleConnectionWhenSafeIsTriedOnceOnNewConnectionWithoutBeingCounted() {
		ExchangeEngine engine = connecting("GET");
		engine.connected(true, 1);
		ProxyError stale = new ProxyError(ErrorType.CONNECTION_CLOSED, Delivery.SENT, true, 10, 0, null);
		assertThat(engine.attemptFailed(stale, 2))
			.isEqualTo(new Step.Connect(FIRST, ConnectionChoice.FRESH, AttemptLimit.NONE));
		assertThat(this.log.count()).isEqualTo(1);
		engine.connected(true, 3);
		assertThat(engine.attemptFailed(stale, 4)).isEqualTo(new Step.AskFailure(Phase.PROXY_ERROR, FIRST, stale));
	}

	@Test
	void pauseOverWhenContentWasLostMeanwhileGivesUpAndSaysWhy() {
		ExchangeEngine engine = connecting("GET");
		engine.connected(false, 1);
		ProxyError failure = new ProxyError(ErrorType.READ_TIMEOUT, Delivery.SENT, false, 10, 0, null);
		engine.attemptFailed(failure, 2);
		Retry retry = FailureDecision.retrySamePeer().after(Duration.ofMillis(5));
		assertThat(engine.decided(retry, 3)).isEqualTo(new Step.Pause(Duration.ofMillis(5)));
		engine.bodyNotReplayable();
		assertThat(engine.pauseOver(4)).isEqualTo(new Step.AskGiveUp(failure));
		assertThat(vetoes()).containsExactly(null, VetoReason.BODY_NOT_REPLAYABLE);
	}

	@Test
	void clientsDeadlineWhenRetryIsWaitingGivesUpAndSaysWhy() {
		ExchangeEngine engine = connecting("POST");
		engine.attemptFailed(refused(), 1);
		engine.decided(FailureDecision.retry().after(Duration.ofSeconds(5)), 2);
		ProxyError timeUp = ProxyError.notSent(ErrorType.DEADLINE_EXCEEDED, null);
		assertThat(engine.requestFailed(timeUp, 3)).isEqualTo(new Step.AskGiveUp(timeUp));
		assertThat(vetoes()).containsExactly(null, VetoReason.DEADLINE);
		assertThat(engine.pageAnswered(null)).isEqualTo(new Step.Reply(504, null));
	}

	@Test
	void clientGoneWhenDecisionIsBeingMadeAwaitsAndExplainsIt() {
		ExchangeEngine engine = connecting("GET");
		engine.attemptFailed(refused(), 1);
		assertThat(engine.clientGone(2)).isEqualTo(Step.Plain.NONE);
		assertThat(engine.decided(FailureDecision.retry(), 3))
			.isEqualTo(new Step.End(new ExchangeOutcome(Result.CLIENT_GONE, 499, refused())));
		assertThat(vetoes()).containsExactly(VetoReason.CLIENT_GONE);
	}

	@Test
	void committedResponseWhenItFailsIsAborted() {
		ExchangeEngine engine = connecting("GET");
		engine.connected(false, 1);
		engine.responded(200, 2);
		engine.responseJudged(null, 200, refused(), 3);
		ProxyError failure = new ProxyError(ErrorType.CONNECTION_RESET, Delivery.SENT, false, 10, 10, null);
		ProxyError committed = failure.withDelivery(Delivery.COMMITTED);
		assertThat(engine.attemptFailed(failure, 4))
			.isEqualTo(new Step.AskFailure(Phase.PROXY_ERROR, FIRST, committed));
		assertThat(engine.decided(FailureDecision.retry(), 5))
			.isEqualTo(new Step.End(new ExchangeOutcome(Result.ABORTED, 200, committed)));
		assertThat(vetoes()).containsExactly(VetoReason.COMMITTED);
	}

	@Test
	void attemptsWhenExchangeHasBudgetTellItOnceAndGetWhatIsLeft() {
		AtomicInteger exchanges = new AtomicInteger();
		RetryBudget budget = new RetryBudget() {

			@Override
			public void exchangeStarted(long now) {
				exchanges.incrementAndGet();
			}

			@Override
			public boolean tryAcquire(long now) {
				return true;
			}

		};
		ExchangeEngine engine = new ExchangeEngine(
				new EngineExplorer.View(new TestRequest("GET", Headers.create()), this.log), this.log,
				new FailoverPolicy(3, Duration.ofNanos(100), budget, () -> false,
						AttemptTimeout.of(Duration.ofNanos(60))),
				this.told, 0);
		engine.start();
		engine.requestAnswered(null);
		assertThat(limit(engine.peerAnswered(FIRST, 10))).isEqualTo(limit(60L, 90));
		engine.attemptFailed(refused(), 50);
		engine.decided(FailureDecision.retry(), 50);
		assertThat(limit(engine.peerAnswered(SECOND, 50))).isEqualTo(limit(50L, 50));
		engine.attemptFailed(refused(), 60);
		engine.decided(FailureDecision.retry(), 60);
		assertThat(limit(engine.peerAnswered(FIRST, 60))).isEqualTo(limit(null, 40));
		assertThat(exchanges).hasValue(1);
	}

	private static AttemptLimit limit(Step step) {
		return ((Step.Connect) step).limit();
	}

	private static AttemptLimit limit(@Nullable Long stalled, long total) {
		return new AttemptLimit((stalled != null) ? Duration.ofNanos(stalled) : null, Duration.ofNanos(total));
	}

	private ExchangeEngine connecting(String method) {
		ExchangeEngine engine = new ExchangeEngine(
				new EngineExplorer.View(new TestRequest(method, Headers.create()), this.log), this.log,
				FailoverPolicy.DEFAULT, this.told, 0);
		engine.start();
		engine.requestAnswered(null);
		engine.peerAnswered(FIRST, 0);
		return engine;
	}

	private List<@Nullable VetoReason> vetoes() {
		List<@Nullable VetoReason> vetoes = new ArrayList<>();
		for (Told one : this.told.drain()) {
			if (one instanceof Told.Decided decided) {
				vetoes.add(decided.verdict().veto());
			}
		}
		return vetoes;
	}

	private static ProxyError refused() {
		return ProxyError.notSent(ErrorType.CONNECT_REFUSED, null);
	}

}
