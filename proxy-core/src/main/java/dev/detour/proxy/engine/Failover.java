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

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.peer.Peer;

/**
 * Gets from one attempt to the next: a failure, the decision about it, the verdict, the
 * wait, the peer.
 */
final class Failover {

	private final ExchangeView<?> exchange;

	private final ExchangeListener listener;

	private final Veto veto;

	private final AttemptRecorder attempts;

	private final Ending ending;

	private @Nullable ProxyError error;

	private @Nullable Retry granted;

	Failover(ExchangeView<?> exchange, ExchangeListener listener, Veto veto, AttemptRecorder attempts, Ending ending) {
		this.exchange = exchange;
		this.listener = listener;
		this.veto = veto;
		this.attempts = attempts;
		this.ending = ending;
	}

	/**
	 * The peer hook answered.
	 * @param peer the peer, or {@code null} if there is none
	 * @param now the time
	 * @return the next step
	 */
	Step chosen(@Nullable Peer peer, long now) {
		if (this.granted == null) {
			return (peer != null) ? connect(peer, now)
					: this.ending.giveUp(ProxyError.notSent(ErrorType.NO_PEER, null));
		}
		if (peer == null) {
			return refuse(VetoReason.NO_PEER);
		}
		VetoReason reason = this.veto.againstStart(now);
		return (reason != null) ? refuse(reason) : connect(peer, now);
	}

	Step failed(Phase phase, ProxyError failure, long now) {
		this.error = failure;
		this.attempts.end(failure, now);
		Peer peer = this.attempts.peer();
		if (this.veto.grantsStaleTry(failure, now)) {
			this.listener.staleConnection(this.exchange, failure);
			this.attempts.repeat(now);
			return new Step.Connect(peer, ConnectionChoice.FRESH, this.veto.limit(this.attempts.count(), now));
		}
		return new Step.AskFailure(phase, peer, failure);
	}

	/**
	 * The response hook answered.
	 * @param decision what was asked for, or {@code null} to pass the response on
	 * @param status the status that the client gets if the response is passed on
	 * @param refusal the failure that the attempt is if the response is refused
	 * @param now the time
	 * @return the next step
	 */
	Step judged(@Nullable FailureDecision decision, int status, ProxyError refusal, long now) {
		ProxyError failure = refusal.withDelivery(Delivery.RESPONDING);
		if (decision == null || decision instanceof FailureDecision.Defer || !grants(decision, failure, now)) {
			this.veto.committed();
			return this.ending.relay(status);
		}
		this.error = failure;
		this.attempts.end(failure, now);
		return follow(decision, failure, now);
	}

	/**
	 * A failure hook answered.
	 * @param decision what was asked for, or {@code null} for no opinion
	 * @param now the time
	 * @return the next step
	 */
	Step decided(@Nullable FailureDecision decision, long now) {
		FailureDecision asked = (decision == null || decision instanceof FailureDecision.Defer)
				? FailureDecision.giveUp() : decision;
		ProxyError failure = error();
		boolean granted = grants(asked, failure, now);
		if (this.veto.isCommitted()) {
			return this.ending.aborted(failure);
		}
		if (this.veto.isClientGone()) {
			return this.ending.clientGone(failure);
		}
		return granted ? follow(asked, failure, now) : this.ending.giveUp(failure);
	}

	Step pauseOver(long now) {
		VetoReason reason = this.veto.againstStart(now);
		return (reason != null) ? refuse(reason) : retry(Objects.requireNonNull(this.granted), now);
	}

	/**
	 * The exchange cannot go on.
	 * @param failure why
	 * @param overtaking why a granted retry, if there is one, does not come about
	 * @param now the time
	 * @return the next step
	 */
	Step broken(ProxyError failure, VetoReason overtaking, long now) {
		overtaken(overtaking);
		this.attempts.end(failure, now);
		return this.veto.isCommitted() ? this.ending.aborted(failure) : this.ending.giveUp(failure);
	}

	/**
	 * Tells the listener that a granted retry, if there is one, does not come about.
	 * @param reason what came between
	 */
	void overtaken(VetoReason reason) {
		if (this.granted != null) {
			Retry granted = this.granted;
			this.granted = null;
			judge(error(), new Verdict(granted, reason));
		}
	}

	private boolean grants(FailureDecision decision, ProxyError failure, long now) {
		VetoReason reason = (decision instanceof Retry retry)
				? this.veto.against(retry, failure, this.attempts.count(), now) : null;
		judge(failure, new Verdict(decision, reason));
		return reason == null;
	}

	private void judge(ProxyError failure, Verdict verdict) {
		this.attempts.judge(verdict);
		this.listener.decided(this.exchange, failure, verdict);
	}

	private Step follow(FailureDecision decision, ProxyError failure, long now) {
		if (decision instanceof Retry retry) {
			this.granted = retry;
			return retry.delay().isZero() ? retry(retry, now) : new Step.Pause(retry.delay());
		}
		return (decision instanceof FailureDecision.Respond respond) ? this.ending.answer(respond.response(), failure)
				: this.ending.giveUp(failure);
	}

	private Step refuse(VetoReason reason) {
		overtaken(reason);
		return this.ending.giveUp(error());
	}

	private Step retry(Retry retry, long now) {
		return switch (retry.target()) {
			case NEXT -> Step.Plain.ASK_PEER;
			case SAME -> connect(this.attempts.peer(), now);
			case GIVEN -> connect(Objects.requireNonNull(retry.peer()), now);
		};
	}

	private Step connect(Peer peer, long now) {
		this.granted = null;
		this.attempts.start(peer, now);
		int number = this.attempts.count();
		if (number == 1) {
			this.veto.firstAttempt(now);
		}
		return new Step.Connect(peer, this.veto.connectionChoice(), this.veto.limit(number, now));
	}

	private ProxyError error() {
		return Objects.requireNonNull(this.error);
	}

}
