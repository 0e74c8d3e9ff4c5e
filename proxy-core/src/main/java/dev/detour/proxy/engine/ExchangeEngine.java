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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * Decides what one exchange does next. It does no I/O and knows no clock: it is told what
 * happened, and when, and answers with the next {@link Step}.
 * <p>
 * It guarantees, whatever user code decides: no second delivery of a request that is not
 * idempotent without the override; no retry without a complete copy of the content; at
 * most one response; an end. An event that does not fit the state, such as the answer of
 * a hook that comes too late, changes nothing; but an event of an attempt that was
 * dropped looks like one of its successor, so it must not be told. It belongs to the
 * exchange's event loop.
 *
 * @since 0.1.0
 */
public final class ExchangeEngine extends Progress implements AttemptEvents {

	private final Veto veto;

	private final AttemptRecorder attempts;

	private final Ending ending;

	private final Failover failover;

	private final @Nullable Hedge hedge;

	/**
	 * Creates the engine of an exchange that begins now.
	 * @param exchange the exchange, for the listener
	 * @param attempts where to write down the attempts
	 * @param policy the limits
	 * @param listener told what happens
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	public ExchangeEngine(ExchangeView<?> exchange, AttemptLog attempts, FailoverPolicy policy,
			ExchangeListener listener, long now) {
		this.veto = new Veto(policy, exchange.request().isIdempotent(), now);
		this.attempts = new AttemptRecorder(exchange, attempts, listener);
		this.ending = new Ending(exchange, listener);
		this.failover = new Failover(exchange, listener, this.veto, this.attempts, this.ending);
		this.hedge = Hedge.of(policy.hedging(), this, this.veto, this.attempts);
	}

	/**
	 * The exchange begins.
	 * @return the next step
	 */
	public Step start() {
		return (this.state == State.NEW) ? next(this.attempts.begin()) : Step.Plain.NONE;
	}

	/**
	 * The request hook answered.
	 * @param response the response that answers the client at once, or {@code null}
	 * @return the next step
	 */
	public Step requestAnswered(@Nullable ProxyResponse response) {
		if (this.state != State.REQUESTED) {
			return Step.Plain.NONE;
		}
		return next((response != null) ? this.ending.answer(response, null) : Step.Plain.ASK_PEER);
	}

	/**
	 * The peer hook answered.
	 * @param peer the peer, or {@code null} if there is none
	 * @param now the time
	 * @return the next step
	 */
	public Step peerAnswered(@Nullable Peer peer, long now) {
		return (this.state == State.CHOOSING) ? next(this.failover.chosen(peer, now)) : Step.Plain.NONE;
	}

	@Override
	public Step connected(boolean reused, long now) {
		if (this.state != State.CONNECTING) {
			return Step.Plain.NONE;
		}
		if (this.veto.isContentLost()) {
			return attemptFailed(ProxyError.notSent(ErrorType.INTERNAL, null), now);
		}
		this.veto.connected();
		this.attempts.connected(reused, now);
		return next(Step.Plain.SEND);
	}

	@Override
	public Step responded(int status, long now) {
		if (this.state != State.EXCHANGING) {
			return Step.Plain.NONE;
		}
		this.attempts.responded(status, now);
		if (this.hedge != null) {
			this.hedge.measure(status, now);
		}
		return next(Step.Plain.ASK_RESPONSE);
	}

	/**
	 * The response hook answered.
	 * @param decision what was asked for, or {@code null} to pass the response on
	 * @param status the status that the client gets if the response is passed on
	 * @param refusal the failure that the attempt is if the response is refused
	 * @param now the time
	 * @return the next step
	 */
	public Step responseJudged(@Nullable FailureDecision decision, int status, ProxyError refusal, long now) {
		if (this.state != State.JUDGING) {
			return Step.Plain.NONE;
		}
		boolean overtaken = this.hedge != null && this.hedge.takesOver(decision, refusal, now);
		return overtaken ? Step.Race.TAKE_OVER : next(this.failover.judged(decision, status, refusal, now));
	}

	/**
	 * The response was passed on, whole.
	 * @param now the time
	 * @return the next step
	 */
	public Step responseCompleted(long now) {
		if (this.state != State.RELAYING) {
			return Step.Plain.NONE;
		}
		this.attempts.end(null, now);
		return next(this.ending.relayed());
	}

	@Override
	public Step attemptFailed(ProxyError failure, long now) {
		if (!this.state.hasAttempt()) {
			return Step.Plain.NONE;
		}
		if (this.hedge != null && this.hedge.takesOver(failure, now)) {
			return Step.Race.TAKE_OVER;
		}
		Phase phase = (this.state == State.CONNECTING) ? Phase.CONNECT_FAILURE : Phase.PROXY_ERROR;
		return next(this.failover.failed(phase, this.state.correct(failure), now));
	}

	/**
	 * A failure hook answered.
	 * @param decision what was asked for, or {@code null} for no opinion
	 * @param now the time
	 * @return the next step
	 */
	public Step decided(@Nullable FailureDecision decision, long now) {
		return (this.state == State.DECIDING) ? next(this.failover.decided(decision, now)) : Step.Plain.NONE;
	}

	/**
	 * The wait before an attempt is over.
	 * @param now the time
	 * @return the next step
	 */
	public Step pauseOver(long now) {
		return (this.state == State.PAUSING) ? next(this.failover.pauseOver(now)) : Step.Plain.NONE;
	}

	/**
	 * The give-up hook answered.
	 * @param page the error page, or {@code null} for a plain one
	 * @return the next step
	 */
	public Step pageAnswered(@Nullable ProxyResponse page) {
		return (this.state == State.GIVING_UP) ? next(this.ending.page(page)) : Step.Plain.NONE;
	}

	/**
	 * The response of the gateway was sent, whole.
	 * @param status the status that the client got
	 * @return the next step
	 */
	public Step replied(int status) {
		return (this.state == State.REPLYING) ? next(this.ending.replied(status)) : Step.Plain.NONE;
	}

	/**
	 * A hook threw, returned an error or took too long. A failure hook has then no
	 * opinion and a give-up hook no page; a failed filter or peer hook fails the
	 * exchange, since what it would have checked or changed must not be skipped.
	 * @param cause the exception
	 * @param now the time
	 * @return the next step
	 */
	@Override
	public Step hookFailed(Throwable cause, long now) {
		return switch (this.state) {
			case REQUESTED, CHOOSING, EXCHANGING, JUDGING, RELAYING ->
				fail(ProxyError.notSent(ErrorType.HOOK_FAILED, cause), VetoReason.NO_PEER, now);
			case DECIDING -> decided(null, now);
			case GIVING_UP -> pageAnswered(null);
			default -> Step.Plain.NONE;
		};
	}

	/**
	 * The client's request turned out to be malformed, too large or too slow, its time is
	 * up, a filter of content failed, or there are too many exchanges. The request is
	 * never sent again. If nothing has gone downstream, the client gets an error page.
	 * @param failure what is wrong
	 * @param now the time
	 * @return the next step
	 */
	public Step requestFailed(ProxyError failure, long now) {
		boolean decided = this.state == State.DECIDING && (this.veto.isCommitted() || this.veto.isClientGone());
		if (decided || this.state.isEnding()) {
			return Step.Plain.NONE;
		}
		return fail(failure,
				(failure.type() == ErrorType.DEADLINE_EXCEEDED) ? VetoReason.DEADLINE : VetoReason.BODY_NOT_REPLAYABLE,
				now);
	}

	/**
	 * Content was sent of which no complete copy is left. The attempt under way goes on;
	 * there will be no other.
	 */
	public void bodyNotReplayable() {
		this.veto.bodyNotReplayable();
	}

	/**
	 * The client has gone. Ends the exchange at once, but for a decision that is being
	 * made: it is awaited, so that its refusal can be explained.
	 * @param now the time
	 * @return the next step
	 */
	public Step clientGone(long now) {
		if (this.state == State.ENDED) {
			return Step.Plain.NONE;
		}
		this.veto.clientGone();
		if (this.state == State.DECIDING) {
			return Step.Plain.NONE;
		}
		ProxyError gone = this.state.correct(new ProxyError(ErrorType.CLIENT_GONE, Delivery.SENT, false, 0, 0, null));
		if (this.hedge != null) {
			this.hedge.end(gone, now);
		}
		this.failover.overtaken(VetoReason.CLIENT_GONE);
		this.attempts.end(gone, now);
		return next(this.ending.clientGone(gone));
	}

	/**
	 * Returns whether the exchange is over.
	 * @return {@code true} after {@link Step.End}
	 */
	public boolean isEnded() {
		return this.state == State.ENDED;
	}

	/**
	 * Returns what decides about attempts beside the one that tells this engine.
	 * @return the hedge, or {@code null} if there are to be none
	 */
	public @Nullable Hedge hedge() {
		return this.hedge;
	}

	private Step fail(ProxyError failure, VetoReason overtaking, long now) {
		if (this.hedge != null) {
			this.hedge.end(failure, now);
		}
		return next(this.failover.broken(this.state.correct(failure), overtaking, now));
	}

}
