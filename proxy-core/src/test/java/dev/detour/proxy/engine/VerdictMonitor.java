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
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Respond;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.engine.EngineEvent.Kind;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;

/**
 * Watches the verdicts on the decisions of one event, and what is done then.
 */
final class VerdictMonitor {

	private final ExchangeFacts facts;

	private final EngineEvent event;

	private final StepKind before;

	private final @Nullable Peer failedPeer;

	private @Nullable FailureDecision granted;

	private int verdicts;

	VerdictMonitor(ExchangeFacts facts, EngineEvent event) {
		this.facts = facts;
		this.event = event;
		this.before = facts.last;
		this.failedPeer = facts.peer;
		this.granted = (event.kind() == Kind.PAUSE_OVER) ? facts.pending : null;
	}

	static boolean mayHaveActed(Delivery delivery) {
		return switch (delivery) {
			case NOT_SENT, REFUSED -> false;
			case PARTLY_SENT, SENT, RESPONDING, COMMITTED -> true;
		};
	}

	void watch(ProxyError error, Verdict verdict) {
		this.verdicts++;
		InvariantViolation.check(mayHaveActed(error.delivery()) == this.facts.lastDelivered, Invariant.DELIVERY_IS_TRUE,
				"Decided on " + error.delivery());
		this.granted = verdict.isGranted() ? verdict.decision() : null;
		VetoReason veto = verdict.veto();
		if (!(verdict.decision() instanceof Retry retry)) {
			InvariantViolation.check(veto == null, Invariant.REASONS_ARE_TRUE, "Not a retry, but refused");
			return;
		}
		if (this.facts.pending != null) {
			InvariantViolation.check(retry.equals(this.facts.pending) && veto != null && isOvertakenBy(veto),
					Invariant.REASONS_ARE_TRUE, "Granted, then " + veto);
			this.facts.pending = null;
			return;
		}
		InvariantViolation.check(retry.equals(this.event.decision()), Invariant.VERDICTS, "Nobody asked for " + retry);
		Set<VetoReason> reasons = this.facts.reasonsAgainst(retry);
		InvariantViolation.check((veto == null) == reasons.isEmpty(), Invariant.GRANTED_IF_NOTHING_SPEAKS_AGAINST,
				"Verdict " + veto + ", but against it " + reasons);
		InvariantViolation.check(veto == null || reasons.contains(veto), Invariant.REASONS_ARE_TRUE,
				veto + ", but " + reasons);
		if (veto == null) {
			this.facts.pending = retry;
			this.facts.vouched |= retry.overridesIdempotency();
		}
	}

	private boolean isOvertakenBy(VetoReason veto) {
		return switch (veto) {
			case NO_PEER -> this.before == StepKind.ASK_PEER
					&& (this.event.kind() == Kind.PEER_ANSWERED || this.event.kind() == Kind.HOOK_FAILED);
			case CLIENT_GONE -> this.facts.gone;
			case BODY_NOT_REPLAYABLE -> this.facts.isContentLost() || this.event.kind() == Kind.REQUEST_FAILED;
			case SHUTTING_DOWN -> this.facts.shuttingDown;
			case DEADLINE -> this.facts.pastDeadline;
			default -> false;
		};
	}

	/**
	 * Checks that there was a verdict if there was something to decide.
	 */
	void count() {
		boolean decided = this.event.kind() == Kind.DECIDED
				|| (this.event.kind() == Kind.HOOK_FAILED && this.before == StepKind.ASK_FAILURE);
		boolean judged = this.event.kind() == Kind.RESPONSE_JUDGED && this.event.decision() != null
				&& this.event.decision() != FailureDecision.defer();
		InvariantViolation.check(!(decided || judged) || this.verdicts == 1, Invariant.VERDICTS,
				this.verdicts + " verdicts");
	}

	/**
	 * Checks that what was granted is what is done, unless the exchange is over anyway.
	 * @param step what is done
	 */
	void followedBy(Step step) {
		if (this.granted != null && !this.facts.gone && !this.facts.relayed) {
			InvariantViolation.check(isDoneBy(step), Invariant.DECISIONS_ARE_FOLLOWED, this.granted + ", but " + step);
		}
	}

	private boolean isDoneBy(Step step) {
		if (this.granted instanceof Retry retry) {
			if (this.event.kind() != Kind.PAUSE_OVER && !retry.delay().isZero()) {
				return step.equals(new Step.Pause(retry.delay()));
			}
			return switch (retry.target()) {
				case NEXT -> step == Step.Plain.ASK_PEER;
				case SAME -> connects(step, this.failedPeer);
				case GIVEN -> connects(step, retry.peer());
			};
		}
		if (this.granted instanceof Respond respond) {
			ProxyResponse response = respond.response();
			return step.equals(new Step.Reply(response.status(), response));
		}
		return step instanceof Step.AskGiveUp;
	}

	private boolean connects(Step step, @Nullable Peer peer) {
		return step instanceof Step.Connect connect && connect.peer().equals(Objects.requireNonNull(peer));
	}

}
