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

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.engine.EngineEvent.Kind;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.AttemptLimit;

/**
 * Watches what concerns an attempt beside the leading one.
 */
final class HedgeMonitor {

	private final ExchangeFacts facts;

	private final EngineEvent event;

	private final Step step;

	HedgeMonitor(ExchangeFacts facts, EngineEvent event, Step step) {
		this.facts = facts;
		this.event = event;
		this.step = step;
	}

	/**
	 * Returns whether an event is about the attempt beside the leading one, or should
	 * make it lead.
	 * @return {@code true} if it is
	 */
	boolean isConcerned() {
		return this.event.kind().isHedge() || takesOver();
	}

	private boolean takesOver() {
		StepKind last = this.facts.last;
		return this.facts.beside != null && switch (this.event.kind()) {
			case ATTEMPT_FAILED -> last == StepKind.CONNECT || last == StepKind.SEND || last == StepKind.ASK_RESPONSE;
			case RESPONSE_JUDGED -> last == StepKind.ASK_RESPONSE && this.event.decision() instanceof Retry;
			case CONNECTED -> last == StepKind.CONNECT && this.facts.isContentLost();
			default -> false;
		};
	}

	private boolean fits() {
		StepKind last = this.facts.last;
		boolean waits = last == StepKind.CONNECT || last == StepKind.SEND;
		boolean mayStart = waits && this.facts.beside == null && this.facts.hedges < this.facts.conditions.hedges();
		return switch (this.event.kind()) {
			case HEDGE_DUE, HEDGE_DUE_EARLY -> mayStart;
			case HEDGE_PEER -> mayStart && this.facts.asked;
			case HEDGE_CONNECTED -> this.facts.beside == StepKind.CONNECT;
			case HEDGE_RESPONDED -> this.facts.beside == StepKind.SEND && waits;
			case HEDGE_FAILED, HEDGE_HOOK_FAILED -> this.facts.beside != null;
			default -> true;
		};
	}

	void watch(List<Told> told, boolean changed) {
		if (!fits()) {
			InvariantViolation.check(this.step == Step.Plain.NONE && !changed && told.isEmpty(),
					Invariant.IGNORED_EVENTS, "Changed by " + this.event + ": " + told);
			return;
		}
		switch (this.event.kind()) {
			case HEDGE_DUE -> due(told, this.facts.reasonsAgainstHedge(true));
			case HEDGE_DUE_EARLY -> due(told, this.facts.reasonsAgainstHedge(false));
			case HEDGE_PEER -> peer(told);
			case HEDGE_CONNECTED -> connected(told);
			case HEDGE_RESPONDED -> overtake(told);
			case HEDGE_FAILED, HEDGE_HOOK_FAILED -> dropped(told);
			default -> takeOver(told);
		}
	}

	private void due(List<Told> told, Set<VetoReason> reasons) {
		this.facts.asked = reasons.isEmpty();
		refused(told, reasons);
		InvariantViolation.check((this.step == Step.Race.ASK_PEER) == reasons.isEmpty(), Invariant.HEDGES,
				this.step + ", but against it " + reasons);
	}

	private void refused(List<Told> told, Set<VetoReason> reasons) {
		if (reasons.isEmpty()) {
			return;
		}
		InvariantViolation.check(this.step == Step.Plain.NONE, Invariant.HEDGES, "Against it " + reasons);
		InvariantViolation.check(told.size() == 1 && told.get(0) instanceof Told.HedgeRefused refused
				&& reasons.contains(refused.reason()), Invariant.REASONS_ARE_TRUE, told + ", but " + reasons);
	}

	private void peer(List<Told> told) {
		this.facts.asked = false;
		Peer peer = this.event.peer();
		Set<VetoReason> reasons = EnumSet.noneOf(VetoReason.class);
		reasons.addAll(this.facts.reasonsAgainstHedge(true));
		if (peer == null || this.facts.tried.contains(peer)) {
			reasons.add(VetoReason.NO_PEER);
		}
		if (this.facts.conditions.budgetSpent()) {
			reasons.add(VetoReason.BUDGET_EXHAUSTED);
		}
		refused(told, reasons);
		if (reasons.isEmpty()) {
			started(told, Objects.requireNonNull(peer));
		}
	}

	private void started(List<Told> told, Peer peer) {
		this.facts.hedges++;
		this.facts.attempts++;
		InvariantViolation.check(this.step instanceof Step.Hedge hedge && hedge.peer().equals(peer)
				&& hedge.choice() == ConnectionChoice.ANY, Invariant.HEDGES, "" + this.step);
		AttemptLimit limit = ((Step.Hedge) this.step).limit();
		InvariantViolation.check(limit.equals(this.facts.limit()), Invariant.ATTEMPT_LIMITS, "" + limit);
		InvariantViolation.check(
				told.size() == 1 && told.get(0) instanceof Told.Started started && started.attempt().hedge()
						&& started.attempt().number() == this.facts.attempts && started.attempt().peer().equals(peer),
				Invariant.ATTEMPT_EVENTS, "" + told);
		this.facts.besideStarted = ((Told.Started) told.get(0)).attempt();
		this.facts.beside = StepKind.CONNECT;
		tried(peer);
	}

	void tried(Peer peer) {
		Set<Peer> tried = new HashSet<>(this.facts.tried);
		tried.add(peer);
		this.facts.tried = tried;
	}

	private void connected(List<Told> told) {
		if (this.facts.isContentLost()) {
			dropped(told);
			return;
		}
		InvariantViolation.check(this.step == Step.Race.SEND && told.isEmpty(), Invariant.HEDGES,
				this.step + ", told " + told);
		InvariantViolation.check(this.facts.conditions.idempotent(), Invariant.DELIVERED_TWICE_ONLY_BY_OVERRIDE,
				"A hedge");
		this.facts.sent = true;
		this.facts.beside = StepKind.SEND;
	}

	private void overtake(List<Told> told) {
		InvariantViolation.check(this.step == Step.Race.OVERTAKE && told.isEmpty(), Invariant.HEDGES,
				this.step + ", told " + told);
		StepKind last = this.facts.last;
		changePlaces();
		this.facts.beside = last;
		this.facts.last = StepKind.ASK_RESPONSE;
		this.facts.deliver();
	}

	private void changePlaces() {
		Attempt lead = Objects.requireNonNull(this.facts.lead);
		this.facts.lead = Objects.requireNonNull(this.facts.besideStarted);
		this.facts.besideStarted = lead;
		this.facts.peer = this.facts.lead.peer();
	}

	private void dropped(List<Told> told) {
		InvariantViolation.check(this.step == Step.Race.DROP && told.size() == 1, Invariant.HEDGES,
				this.step + ", told " + told);
		InvariantViolation.check(told.get(0) instanceof Told.Ended ended && isBeside(ended.attempt()),
				Invariant.ATTEMPT_EVENTS, "" + told);
		ended(((Told.Ended) told.get(0)).attempt());
	}

	private void takeOver(List<Told> told) {
		InvariantViolation.check(this.step == Step.Race.TAKE_OVER, Invariant.HEDGES, "" + this.step);
		InvariantViolation.check(told.size() == 1 && told.get(0) instanceof Told.Ended ended
				&& !isBeside(ended.attempt()) && ended.attempt().error() != null, Invariant.ATTEMPT_EVENTS, "" + told);
		delivery(((Told.Ended) told.get(0)).attempt().error(), this.facts.last);
		this.facts.last = Objects.requireNonNull(this.facts.beside);
		changePlaces();
		gone();
	}

	/**
	 * Returns whether an attempt is the one beside the leading one.
	 * @param attempt the attempt
	 * @return {@code true} if it is
	 */
	boolean isBeside(Attempt attempt) {
		return this.facts.besideStarted != null && this.facts.besideStarted.number() == attempt.number();
	}

	/**
	 * The attempt beside the leading one is over.
	 * @param attempt the attempt
	 */
	void ended(Attempt attempt) {
		ProxyError error = attempt.error();
		InvariantViolation.check(error != null, Invariant.OUTCOME, "No error of what was dropped");
		boolean lost = this.event.kind() == Kind.RESPONSE_JUDGED;
		InvariantViolation.check(lost == (error != null && error.type() == ErrorType.HEDGE_LOST), Invariant.OUTCOME,
				"" + error);
		if (this.event.kind() != Kind.HEDGE_FAILED && this.event.kind() != Kind.HEDGE_HOOK_FAILED
				&& this.event.kind() != Kind.HEDGE_CONNECTED) {
			InvariantViolation.check(
					this.facts.beside != StepKind.SEND
							|| (error != null && VerdictMonitor.mayHaveActed(error.delivery())),
					Invariant.DELIVERY_IS_TRUE, "" + error);
		}
		delivery(error, Objects.requireNonNull(this.facts.beside));
		gone();
	}

	private void gone() {
		this.facts.beside = null;
		this.facts.besideStarted = null;
	}

	private static void delivery(@Nullable ProxyError error, StepKind kind) {
		Delivery delivery = (error != null) ? error.delivery() : Delivery.NOT_SENT;
		boolean isTrue = switch (kind) {
			case CONNECT -> delivery == Delivery.NOT_SENT;
			case ASK_RESPONSE -> delivery == Delivery.RESPONDING;
			default -> delivery != Delivery.COMMITTED;
		};
		InvariantViolation.check(isTrue, Invariant.DELIVERY_IS_TRUE, delivery + " after " + kind);
	}

}
