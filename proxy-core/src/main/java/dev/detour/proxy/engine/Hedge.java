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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.HedgePolicy;

/**
 * Decides about an attempt beside the one that {@link ExchangeEngine} leads: whether it
 * starts, and which of the two the exchange goes on with. Two rules keep it simple. At
 * most one response is judged at a time, and it is that of the leading attempt: the first
 * that has a head leads from then on. And when the leading attempt is over before its
 * response is accepted, the other one takes its place as if it had been the only one:
 * only about the failure of the last one is there a decision.
 * <p>
 * A hedge starts only if the request is idempotent and there is a copy of all its
 * content, if an attempt is left and time, and at a peer that was not tried; and it
 * always costs the budget. If it does not start, the listener is told why.
 * <p>
 * As the engine, it ignores what does not fit, and belongs to the exchange's event loop.
 *
 * @since 0.1.0
 */
public final class Hedge implements AttemptEvents {

	private static final int SERVER_ERROR = 500;

	private final ExchangeEngine engine;

	private final HedgePolicy policy;

	private final Veto veto;

	private final AttemptRecorder attempts;

	/** That of the attempt beside the leading one, new if there is none. */
	private State state = State.NEW;

	private int position;

	private int started;

	private boolean asked;

	private Hedge(ExchangeEngine engine, HedgePolicy policy, Veto veto, AttemptRecorder attempts) {
		this.engine = engine;
		this.policy = policy;
		this.veto = veto;
		this.attempts = attempts;
	}

	static @Nullable Hedge of(@Nullable HedgePolicy policy, ExchangeEngine engine, Veto veto,
			AttemptRecorder attempts) {
		return (policy != null) ? new Hedge(engine, policy, veto, attempts) : null;
	}

	/**
	 * Returns how long to wait for the head of a response from now on, before
	 * {@link #due}.
	 * @param now the time
	 * @return the delay, or {@code null} if there is not to be another attempt
	 */
	public @Nullable Duration delay(long now) {
		return (this.started < this.policy.max()) ? this.policy.delay().next(now) : null;
	}

	/**
	 * The delay is over.
	 * @param contentWhole whether all content of the request, if there is any, was
	 * received and there is a copy of it
	 * @param now the time
	 * @return the next step
	 */
	public Step due(boolean contentWhole, long now) {
		if (!mayStart()) {
			return Step.Plain.NONE;
		}
		VetoReason reason = this.veto.againstHedge(contentWhole, this.attempts.count(), now);
		this.asked = reason == null;
		return (reason != null) ? refuse(reason) : Step.Race.ASK_PEER;
	}

	/**
	 * The peer hook answered, or failed.
	 * @param peer the peer, or {@code null} if there is none
	 * @param now the time
	 * @return the next step
	 */
	public Step peerAnswered(@Nullable Peer peer, long now) {
		if (!this.asked || !mayStart()) {
			return Step.Plain.NONE;
		}
		this.asked = false;
		if (peer == null || this.attempts.tried(peer)) {
			return refuse(VetoReason.NO_PEER);
		}
		VetoReason reason = this.veto.againstHedge(true, this.attempts.count(), now);
		if (reason != null) {
			return refuse(reason);
		}
		if (!this.veto.takesFromBudget(now)) {
			return refuse(VetoReason.BUDGET_EXHAUSTED);
		}
		this.started++;
		this.state = State.CONNECTING;
		this.position = this.attempts.hedge(peer, now);
		return new Step.Hedge(peer, this.veto.connectionChoice(), this.veto.limit(this.attempts.count(), now));
	}

	private boolean mayStart() {
		return !isUnderWay() && this.engine.awaitsHead() && this.started < this.policy.max();
	}

	private Step refuse(VetoReason reason) {
		this.attempts.hedgeRefused(reason);
		return Step.Plain.NONE;
	}

	@Override
	public Step connected(boolean reused, long now) {
		if (this.state != State.CONNECTING) {
			return Step.Plain.NONE;
		}
		if (this.veto.isContentLost()) {
			return attemptFailed(ProxyError.notSent(ErrorType.INTERNAL, null), now);
		}
		this.state = State.EXCHANGING;
		this.veto.connected();
		changePlaces();
		this.attempts.connected(reused, now);
		changePlaces();
		return Step.Race.SEND;
	}

	/**
	 * A response head arrived. If that of the leading attempt is being judged, this one
	 * has to wait, and to be told again after {@link Step.Race#TAKE_OVER}.
	 */
	@Override
	public Step responded(int status, long now) {
		if (this.state != State.EXCHANGING || !this.engine.awaitsHead()) {
			return Step.Plain.NONE;
		}
		changePlaces();
		this.state = this.engine.switchTo(State.JUDGING);
		this.attempts.responded(status, now);
		measure(status, now);
		return Step.Race.OVERTAKE;
	}

	@Override
	public Step attemptFailed(ProxyError failure, long now) {
		if (!isUnderWay()) {
			return Step.Plain.NONE;
		}
		changePlaces();
		this.attempts.end(this.state.correct(failure), now);
		changePlaces();
		this.state = State.NEW;
		return Step.Race.DROP;
	}

	/**
	 * A hook failed before the request was sent. The leading attempt goes on: its own
	 * hooks were not skipped.
	 */
	@Override
	public Step hookFailed(Throwable cause, long now) {
		return attemptFailed(ProxyError.notSent(ErrorType.HOOK_FAILED, cause), now);
	}

	/**
	 * Returns the attempt beside the leading one.
	 * @return the attempt, or {@code null} if there is none
	 */
	public @Nullable Attempt attempt() {
		return isUnderWay() ? this.attempts.at(this.position) : null;
	}

	boolean isUnderWay() {
		return this.state != State.NEW;
	}

	/**
	 * The leading attempt has failed. If there is one beside it, that takes its place.
	 * @param failure what went wrong
	 * @param now the time
	 * @return whether one has taken its place
	 */
	boolean takesOver(ProxyError failure, long now) {
		if (!isUnderWay()) {
			return false;
		}
		this.attempts.end(this.engine.state.correct(failure), now);
		changePlaces();
		this.engine.switchTo(this.state);
		this.state = State.NEW;
		return true;
	}

	/**
	 * The response of the leading attempt was judged. If there is one beside it, another
	 * attempt need not be granted if it is asked for, and has lost if it is not.
	 * @param decision what was asked for
	 * @param refusal the failure that the leading attempt is if its response is refused
	 * @param now the time
	 * @return whether the other one has taken the place of the leading one
	 */
	boolean takesOver(@Nullable FailureDecision decision, ProxyError refusal, long now) {
		if (decision instanceof Retry) {
			return takesOver(refusal, now);
		}
		if (isUnderWay()) {
			observe(this.attempts.at(this.position), now);
			end(new ProxyError(ErrorType.HEDGE_LOST, Delivery.SENT, false, 0, 0, null), now);
		}
		return false;
	}

	/**
	 * The exchange does not go on with the attempt beside the leading one, if there is
	 * one.
	 * @param reason why; the delivery is that of the attempt
	 * @param now the time
	 */
	void end(ProxyError reason, long now) {
		if (isUnderWay()) {
			attemptFailed(reason.withDelivery(Delivery.SENT), now);
		}
	}

	/**
	 * Learns how long the leading attempt took.
	 * @param status the status of its response
	 * @param now the time
	 */
	void measure(int status, long now) {
		if (status < SERVER_ERROR) {
			observe(this.attempts.current(), now);
		}
	}

	private void observe(Attempt attempt, long now) {
		// A hedge says nothing: one that loses was not given the time.
		if (!attempt.hedge()) {
			this.policy.delay().observe(now - attempt.startedAt(), now);
		}
	}

	private void changePlaces() {
		this.position = this.attempts.switchTo(this.position);
	}

}
