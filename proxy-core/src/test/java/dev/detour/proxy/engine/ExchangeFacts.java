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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.AttemptLimit;

/**
 * The facts of one exchange, kept apart from the engine: from what happened, not from
 * what the engine makes of it.
 */
final class ExchangeFacts implements Cloneable {

	final Conditions conditions;

	StepKind last = StepKind.BEFORE_START;

	int attempts;

	int staleTries;

	boolean attemptOpen;

	@Nullable Peer peer;

	/** Whether content may have been sent, by any attempt. */
	boolean sent;

	/** How many attempts a peer may have acted on. */
	int delivered;

	/** Whether a peer may have acted on the newest attempt. */
	boolean lastDelivered;

	/** Whether the decision that led to the attempt vouched for one more delivery. */
	boolean vouched;

	boolean copyLost;

	boolean gone;

	boolean broken;

	boolean relayed;

	boolean replied;

	boolean completed;

	boolean shuttingDown;

	boolean pastDeadline;

	/** The retry that was granted and has not started. */
	@Nullable Retry pending;

	int status = 499;

	/** What the attempt beside the leading one waits for, if there is one. */
	@Nullable StepKind beside;

	@Nullable Attempt besideStarted;

	@Nullable Attempt lead;

	int hedges;

	/** Whether a peer for a hedge was asked for. */
	boolean asked;

	Set<Peer> tried = Set.of();

	ExchangeFacts(Conditions conditions) {
		this.conditions = conditions;
	}

	void deliver() {
		this.delivered++;
		this.lastDelivered = true;
		this.vouched = false;
	}

	boolean isContentLost() {
		return this.copyLost && this.sent;
	}

	boolean mayBeDelivered() {
		return this.conditions.idempotent() || this.delivered == 0 || this.vouched;
	}

	/**
	 * Returns all that speaks against a retry.
	 * @param retry the retry
	 * @return the reasons
	 */
	Set<VetoReason> reasonsAgainst(Retry retry) {
		Set<VetoReason> reasons = EnumSet.noneOf(VetoReason.class);
		add(reasons, VetoReason.COMMITTED, this.relayed);
		add(reasons, VetoReason.CLIENT_GONE, this.gone);
		add(reasons, VetoReason.SHUTTING_DOWN, this.shuttingDown);
		add(reasons, VetoReason.NOT_IDEMPOTENT,
				!this.conditions.idempotent() && this.delivered > 0 && !retry.overridesIdempotency() && !this.vouched);
		add(reasons, VetoReason.BODY_NOT_REPLAYABLE, isContentLost());
		add(reasons, VetoReason.ATTEMPTS_EXHAUSTED, this.attempts >= this.conditions.maxAttempts());
		add(reasons, VetoReason.DEADLINE, this.pastDeadline || retry.delay()
			.compareTo(Duration.ofHours(1)) > 0 || (this.conditions.limited()
					&& retry.delay().plus(EngineEvent.ATTEMPT_TIMEOUT.minimum()).compareTo(EngineEvent.TIMEOUT) >= 0));
		add(reasons, VetoReason.BUDGET_EXHAUSTED, this.conditions.budgetSpent() && this.lastDelivered);
		return reasons;
	}

	private void add(Set<VetoReason> reasons, VetoReason reason, boolean applies) {
		if (applies) {
			reasons.add(reason);
		}
	}

	/**
	 * Returns how long the newest attempt may take.
	 * @return the limits
	 */
	AttemptLimit limit() {
		if (!this.conditions.limited()) {
			return AttemptLimit.NONE;
		}
		boolean last = this.attempts == this.conditions.maxAttempts();
		Duration own = this.pastDeadline ? Duration.ZERO : Duration.ofSeconds(4);
		return new AttemptLimit(last ? null : own, this.pastDeadline ? Duration.ZERO : EngineEvent.TIMEOUT);
	}

	/**
	 * Returns all that speaks against a hedge.
	 * @param whole whether all content is there
	 * @return the reasons, without those that the peer and the budget are
	 */
	Set<VetoReason> reasonsAgainstHedge(boolean whole) {
		Set<VetoReason> reasons = EnumSet.noneOf(VetoReason.class);
		add(reasons, VetoReason.SHUTTING_DOWN, this.shuttingDown);
		add(reasons, VetoReason.NOT_IDEMPOTENT, !this.conditions.idempotent());
		add(reasons, VetoReason.BODY_NOT_REPLAYABLE, !whole || this.copyLost);
		add(reasons, VetoReason.ATTEMPTS_EXHAUSTED, this.attempts >= this.conditions.maxAttempts());
		add(reasons, VetoReason.DEADLINE, this.pastDeadline);
		return reasons;
	}

	ExchangeFacts copy() {
		try {
			return (ExchangeFacts) clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the facts on which any check to come depends.
	 * @return the facts, fewer once there can be no attempt any more
	 */
	List<@Nullable Object> values() {
		if (this.last.ordinal() >= StepKind.ASK_GIVE_UP.ordinal()) {
			return Arrays.asList(this.last, this.attemptOpen, this.gone, this.broken, this.relayed, this.replied,
					this.completed, this.pending, this.status);
		}
		List<@Nullable Object> values = Arrays.asList(this.last, this.attempts, this.staleTries, this.attemptOpen,
				this.peer, this.sent, Math.min(this.delivered, 1), this.lastDelivered, this.vouched, this.copyLost,
				this.gone, this.broken, this.relayed, this.replied, this.completed, this.shuttingDown,
				this.pastDeadline, this.pending, this.status);
		if (this.conditions.hedges() == 0) {
			return values;
		}
		List<@Nullable Object> all = new ArrayList<>(values);
		all.addAll(Arrays.asList(this.beside, (this.besideStarted != null) ? this.besideStarted.peer() : null,
				this.hedges, this.asked, this.tried));
		return all;
	}

	/**
	 * What does not change during an exchange.
	 *
	 * @param method the request method
	 * @param idempotent whether the request is idempotent, by its method or a key
	 * @param maxAttempts the most attempts
	 * @param limited whether there is a deadline
	 * @param budgetSpent whether the retry budget is spent
	 * @param hedges the most hedges
	 */
	record Conditions(String method, boolean idempotent, int maxAttempts, boolean limited, boolean budgetSpent,
			int hedges) {

	}

}
