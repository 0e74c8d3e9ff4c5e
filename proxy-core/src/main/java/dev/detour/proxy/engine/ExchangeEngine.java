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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
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
 * a hook that comes too late, changes nothing.
 * <p>
 * Not thread-safe: it belongs to the exchange's event loop.
 *
 * @since 0.1.0
 */
public final class ExchangeEngine {

	private final ExchangeView<?> exchange;

	private final AttemptLog attempts;

	private final ExchangeListener listener;

	private final boolean idempotent;

	private final Veto veto;

	private State state = State.NEW;

	private @Nullable Retry granted;

	private @Nullable ProxyError error;

	private Result replyResult = Result.FAILED;

	private int status;

	private boolean staleTryUsed;

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
		this.exchange = exchange;
		this.attempts = attempts;
		this.listener = listener;
		this.idempotent = exchange.request().isIdempotent();
		this.veto = new Veto(policy, this.idempotent, now);
	}

	/**
	 * The exchange begins.
	 * @return the next step
	 */
	public Step start() {
		return (this.state == State.NEW) ? to(State.REQUESTED, Step.Plain.ASK_REQUEST) : Step.Plain.NONE;
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
		return (response != null) ? reply(Result.ANSWERED, response) : to(State.CHOOSING, Step.Plain.ASK_PEER);
	}

	/**
	 * The peer hook answered.
	 * @param peer the peer, or {@code null} if there is none
	 * @param now the time
	 * @return the next step
	 */
	public Step peerAnswered(@Nullable Peer peer, long now) {
		if (this.state != State.CHOOSING) {
			return Step.Plain.NONE;
		}
		if (peer != null) {
			return connect(peer, false, now);
		}
		if (this.granted == null || this.error == null) {
			return giveUp(ProxyError.notSent(ErrorType.NO_PEER, null));
		}
		this.listener.decided(this.exchange, this.error, new Verdict(this.granted, VetoReason.NO_PEER));
		return giveUp(this.error);
	}

	/**
	 * The attempt has a connection.
	 * @param reused whether the connection had served before
	 * @param now the time
	 * @return the next step
	 */
	public Step connected(boolean reused, long now) {
		if (this.state != State.CONNECTING) {
			return Step.Plain.NONE;
		}
		this.attempts.update(attempt().connected(reused, now));
		return to(State.EXCHANGING, Step.Plain.SEND);
	}

	/**
	 * A response head arrived that is not interim.
	 * @param status the status
	 * @param now the time
	 * @return the next step
	 */
	public Step responded(int status, long now) {
		if (this.state != State.EXCHANGING) {
			return Step.Plain.NONE;
		}
		this.attempts.update(attempt().responded(status, now));
		return to(State.JUDGING, Step.Plain.ASK_RESPONSE);
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
		this.status = status;
		if (decision == null || decision instanceof FailureDecision.Defer) {
			return relay();
		}
		VetoReason reason = verdict(decision, refusal, now);
		if (reason != null) {
			return relay();
		}
		endAttempt(refusal, now);
		return follow(decision, refusal, now);
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
		endAttempt(null, now);
		return end(Result.RELAYED, this.status, null);
	}

	/**
	 * The attempt failed.
	 * @param failure what went wrong; its delivery is corrected where the state proves
	 * another
	 * @param now the time
	 * @return the next step
	 */
	public Step attemptFailed(ProxyError failure, long now) {
		switch (this.state) {
			case CONNECTING -> {
				return failed(Phase.CONNECT_FAILURE, failure.withDelivery(Delivery.NOT_SENT), now);
			}
			case EXCHANGING -> {
				return failed(Phase.PROXY_ERROR, failure, now);
			}
			case JUDGING -> {
				return failed(Phase.PROXY_ERROR, failure.withDelivery(Delivery.RESPONDING), now);
			}
			case RELAYING -> {
				return failed(Phase.PROXY_ERROR, failure.withDelivery(Delivery.COMMITTED), now);
			}
			default -> {
				return Step.Plain.NONE;
			}
		}
	}

	/**
	 * A failure hook answered.
	 * @param decision what was asked for, or {@code null} for no opinion
	 * @param now the time
	 * @return the next step
	 */
	public Step decided(@Nullable FailureDecision decision, long now) {
		if (this.state != State.DECIDING || this.error == null) {
			return Step.Plain.NONE;
		}
		FailureDecision asked = (decision == null || decision instanceof FailureDecision.Defer)
				? FailureDecision.giveUp() : decision;
		VetoReason reason = verdict(asked, this.error, now);
		if (this.veto.isCommitted()) {
			return end(Result.ABORTED, this.status, this.error);
		}
		if (this.veto.isClientGone()) {
			return end(Result.CLIENT_GONE, ErrorType.CLIENT_GONE.status(), this.error);
		}
		return (reason != null) ? giveUp(this.error) : follow(asked, this.error, now);
	}

	/**
	 * The wait before an attempt is over.
	 * @param now the time
	 * @return the next step
	 */
	public Step pauseOver(long now) {
		return (this.state == State.PAUSING && this.granted != null) ? retry(this.granted, now) : Step.Plain.NONE;
	}

	/**
	 * The give-up hook answered.
	 * @param page the error page, or {@code null} for a plain one
	 * @return the next step
	 */
	public Step pageAnswered(@Nullable ProxyResponse page) {
		if (this.state != State.GIVING_UP || this.error == null) {
			return Step.Plain.NONE;
		}
		this.status = (page != null) ? page.status() : this.error.type().status();
		return to(State.REPLYING, new Step.Reply(this.status, page));
	}

	/**
	 * The response of the gateway was sent, whole.
	 * @return the next step
	 */
	public Step replied() {
		return (this.state == State.REPLYING) ? end(this.replyResult, this.status, this.error) : Step.Plain.NONE;
	}

	/**
	 * A hook threw, returned an error or took too long. A failure hook has then no
	 * opinion and a give-up hook no page; a failed filter or peer hook fails the
	 * exchange, since what it would have checked or changed must not be skipped.
	 * @param cause the exception
	 * @param now the time
	 * @return the next step
	 */
	public Step hookFailed(Throwable cause, long now) {
		ProxyError failure = ProxyError.notSent(ErrorType.HOOK_FAILED, cause);
		return switch (this.state) {
			case REQUESTED, CHOOSING -> giveUp(failure);
			case EXCHANGING -> {
				endAttempt(failure, now);
				yield giveUp(failure);
			}
			case JUDGING -> {
				endAttempt(failure.withDelivery(Delivery.RESPONDING), now);
				yield giveUp(failure.withDelivery(Delivery.RESPONDING));
			}
			case DECIDING -> decided(null, now);
			case GIVING_UP -> pageAnswered(null);
			default -> Step.Plain.NONE;
		};
	}

	/**
	 * The client's request turned out to be malformed, too large or too slow. It is never
	 * sent again.
	 * @param failure what is wrong with it
	 * @param now the time
	 * @return the next step
	 */
	public Step requestFailed(ProxyError failure, long now) {
		return switch (this.state) {
			case NEW, GIVING_UP, REPLYING, ENDED -> Step.Plain.NONE;
			case DECIDING -> this.veto.isCommitted() ? Step.Plain.NONE : giveUp(failure);
			case RELAYING -> {
				ProxyError failed = failure.withDelivery(Delivery.COMMITTED);
				endAttempt(failed, now);
				yield end(Result.ABORTED, this.status, failed);
			}
			default -> {
				endAttempt(failure, now);
				yield giveUp(failure);
			}
		};
	}

	/**
	 * Content was sent of which no complete copy is left. The exchange goes on.
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
		this.veto.clientGone();
		ProxyError gone = new ProxyError(ErrorType.CLIENT_GONE, Delivery.SENT, false, 0, 0, null);
		switch (this.state) {
			case DECIDING, ENDED -> {
				return Step.Plain.NONE;
			}
			case PAUSING -> {
				ProxyError failure = Objects.requireNonNull(this.error);
				Retry retry = Objects.requireNonNull(this.granted);
				this.listener.decided(this.exchange, failure, new Verdict(retry, VetoReason.CLIENT_GONE));
			}
			default -> endAttempt(gone, now);
		}
		int seen = (this.state == State.RELAYING || this.state == State.REPLYING) ? this.status : gone.type().status();
		return end(Result.CLIENT_GONE, seen, gone);
	}

	/**
	 * Returns whether the exchange is over.
	 * @return {@code true} after {@link Step.End}
	 */
	public boolean isEnded() {
		return this.state == State.ENDED;
	}

	private Step failed(Phase phase, ProxyError failure, long now) {
		Peer peer = attempt().peer();
		endAttempt(failure, now);
		if (!this.staleTryUsed && this.veto.allowsStaleTry(failure, now)) {
			this.staleTryUsed = true;
			this.listener.staleConnection(this.exchange, failure);
			return connect(peer, true, now);
		}
		this.error = failure;
		return to(State.DECIDING, new Step.AskFailure(phase, peer, failure));
	}

	private @Nullable VetoReason verdict(FailureDecision decision, ProxyError failure, long now) {
		VetoReason reason = (decision instanceof Retry retry)
				? this.veto.against(retry, failure, this.attempts.count(), now) : null;
		this.listener.decided(this.exchange, failure, new Verdict(decision, reason));
		return reason;
	}

	private Step follow(FailureDecision decision, ProxyError failure, long now) {
		this.error = failure;
		if (decision instanceof Retry retry) {
			this.granted = retry;
			return retry.delay().isZero() ? retry(retry, now) : to(State.PAUSING, new Step.Pause(retry.delay()));
		}
		if (decision instanceof FailureDecision.Respond respond) {
			return reply(Result.ANSWERED, respond.response());
		}
		return giveUp(failure);
	}

	private Step retry(Retry retry, long now) {
		return switch (retry.target()) {
			case NEXT -> to(State.CHOOSING, Step.Plain.ASK_PEER);
			case SAME -> connect(attempt().peer(), false, now);
			case GIVEN -> connect(Objects.requireNonNull(retry.peer()), false, now);
		};
	}

	private Step connect(Peer peer, boolean staleTry, long now) {
		Attempt attempt = Attempt.started(this.attempts.count() + (staleTry ? 0 : 1), peer, staleTry, now);
		this.attempts.add(attempt);
		this.listener.attemptStarted(this.exchange, attempt);
		ConnectionChoice choice = this.idempotent ? ConnectionChoice.ANY : ConnectionChoice.RECENT;
		return to(State.CONNECTING, new Step.Connect(peer, staleTry ? ConnectionChoice.FRESH : choice));
	}

	private Step relay() {
		this.veto.committed();
		this.listener.committed(this.exchange, this.status);
		return to(State.RELAYING, Step.Plain.RELAY);
	}

	private Step reply(Result result, ProxyResponse response) {
		this.replyResult = result;
		this.status = response.status();
		return to(State.REPLYING, new Step.Reply(this.status, response));
	}

	private Step giveUp(ProxyError failure) {
		this.error = failure;
		return to(State.GIVING_UP, new Step.AskGiveUp(failure));
	}

	private Step end(Result result, int status, @Nullable ProxyError failure) {
		ExchangeOutcome outcome = new ExchangeOutcome(result, status, failure);
		this.state = State.ENDED;
		this.listener.completed(this.exchange, outcome);
		return new Step.End(outcome);
	}

	private void endAttempt(@Nullable ProxyError failure, long now) {
		Attempt attempt = this.attempts.last();
		if (attempt != null && !attempt.isEnded()) {
			Attempt ended = attempt.ended(failure, now);
			this.attempts.update(ended);
			this.listener.attemptEnded(this.exchange, ended);
		}
	}

	private Attempt attempt() {
		return Objects.requireNonNull(this.attempts.last());
	}

	private Step to(State state, Step step) {
		this.state = state;
		return step;
	}

	/**
	 * What the exchange waits for.
	 */
	private enum State {

		NEW, REQUESTED, CHOOSING, CONNECTING, EXCHANGING, JUDGING, RELAYING, DECIDING, PAUSING, GIVING_UP, REPLYING,
		ENDED

	}

}
