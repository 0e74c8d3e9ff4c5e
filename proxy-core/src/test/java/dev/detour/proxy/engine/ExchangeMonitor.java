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

import java.util.List;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.engine.EngineEvent.Kind;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;

/**
 * Watches one event and the engine's reaction to it.
 */
final class ExchangeMonitor {

	private final ExchangeFacts facts;

	private final EngineEvent event;

	private final Step step;

	private final StepKind before;

	private final VerdictMonitor verdicts;

	private final HedgeMonitor hedge;

	ExchangeMonitor(ExchangeFacts facts, EngineEvent event, Step step) {
		this.facts = facts;
		this.event = event;
		this.step = step;
		this.before = facts.last;
		this.verdicts = new VerdictMonitor(facts, event);
		this.hedge = new HedgeMonitor(facts, event, step);
	}

	void watch(List<Told> told, boolean changed) {
		switch (this.event.kind()) {
			case SHUTDOWN -> this.facts.shuttingDown = true;
			case DEADLINE -> this.facts.pastDeadline = true;
			case CONTENT_LOST -> this.facts.copyLost = true;
			default -> {
				if (this.hedge.isConcerned()) {
					this.hedge.watch(told, changed);
					return;
				}
				if (fits()) {
					fitting(told);
					return;
				}
				InvariantViolation.check(this.step == Step.Plain.NONE && !changed, Invariant.IGNORED_EVENTS,
						"Changed by " + this.event);
			}
		}
		InvariantViolation.check(told.isEmpty(), Invariant.IGNORED_EVENTS, "Told " + told);
	}

	private boolean fits() {
		boolean late = this.before == StepKind.ASK_FAILURE && (this.facts.relayed || this.facts.gone);
		return this.before.fits(this.event.kind()) && !(late && this.event.kind() == Kind.REQUEST_FAILED);
	}

	private void fitting(List<Told> told) {
		happened();
		for (Told one : told) {
			told(one);
		}
		this.verdicts.count();
		if (this.event.kind() == Kind.CLIENT_GONE && this.before == StepKind.ASK_FAILURE) {
			InvariantViolation.check(this.step == Step.Plain.NONE, Invariant.IGNORED_EVENTS,
					"The decision is not awaited");
			return;
		}
		InvariantViolation.check(this.step != Step.Plain.NONE, Invariant.ANSWERS_COUNT, "No step after " + this.event);
		InvariantViolation.check(!(this.step instanceof Step.Race || this.step instanceof Step.Hedge), Invariant.HEDGES,
				"" + this.step);
		this.verdicts.followedBy(this.step);
		next(StepKind.of(this.step));
	}

	private void happened() {
		Kind kind = this.event.kind();
		ProxyError failure = this.event.failure();
		this.facts.gone |= kind == Kind.CLIENT_GONE;
		this.facts.broken |= kind == Kind.REQUEST_FAILED || (kind == Kind.HOOK_FAILED
				&& this.before != StepKind.ASK_FAILURE && this.before != StepKind.ASK_GIVE_UP);
		if (this.before == StepKind.CONNECT) {
			this.facts.lastDelivered = false;
		}
		if (this.before == StepKind.SEND) {
			if (kind != Kind.ATTEMPT_FAILED || failure == null || VerdictMonitor.mayHaveActed(failure.delivery())) {
				this.facts.deliver();
			}
			else {
				this.facts.lastDelivered = false;
			}
		}
	}

	private void told(Told told) {
		if (told instanceof Told.Started started) {
			started(started.attempt());
		}
		else if (told instanceof Told.Ended ended) {
			if (this.hedge.isBeside(ended.attempt())) {
				this.hedge.ended(ended.attempt());
			}
			else {
				ended(ended.attempt());
			}
		}
		else if (told instanceof Told.Stale stale) {
			InvariantViolation.check(stale.error().isStaleConnection(), Invariant.STALE_TRY,
					"Not stale: " + stale.error());
		}
		else if (told instanceof Told.Decided decided) {
			this.verdicts.watch(decided.error(), decided.verdict());
		}
		else if (told instanceof Told.Committed committed) {
			InvariantViolation.check(this.step == Step.Plain.RELAY, Invariant.OUTCOME, "Committed without RELAY");
			this.facts.status = committed.status();
		}
		else if (told instanceof Told.Completed completed) {
			InvariantViolation.check(!this.facts.completed && this.step instanceof Step.End, Invariant.COMPLETED_ONCE,
					"" + told);
			InvariantViolation.check(((Step.End) this.step).outcome().equals(completed.outcome()), Invariant.OUTCOME,
					"Two outcomes");
			this.facts.completed = true;
		}
	}

	private void started(Attempt attempt) {
		InvariantViolation.check(!this.facts.attemptOpen && this.facts.beside == null, Invariant.ATTEMPT_EVENTS,
				"Another attempt goes on");
		Attempt before = this.facts.lead;
		this.facts.attemptOpen = true;
		boolean further = this.facts.attempts > 0;
		if (attempt.staleTry()) {
			staleTry(attempt);
		}
		else {
			this.facts.attempts++;
			InvariantViolation.check(!further || this.facts.pending != null, Invariant.VERDICTS,
					"An attempt that nobody granted");
			InvariantViolation.check(!further || !this.facts.shuttingDown, Invariant.NO_LATE_ATTEMPT, "Shutting down");
			this.facts.pending = null;
		}
		this.facts.peer = attempt.peer();
		this.facts.lead = attempt;
		this.hedge.tried(attempt.peer());
		InvariantViolation.check(
				attempt.number() == ((attempt.staleTry() && before != null) ? before.number() : this.facts.attempts),
				Invariant.ATTEMPT_EVENTS, "Number " + attempt.number());
		InvariantViolation.check(
				this.facts.attempts <= this.facts.conditions.maxAttempts() && this.facts.staleTries <= 1,
				Invariant.ATTEMPTS_ARE_LIMITED, this.facts.attempts + " attempts");
		InvariantViolation.check(!this.facts.isContentLost(), Invariant.CONTENT_IS_WHOLE, "No copy left");
		InvariantViolation.check(!further || !this.facts.pastDeadline, Invariant.NO_LATE_ATTEMPT, "Past the deadline");
		InvariantViolation.check(!this.facts.gone, Invariant.GONE_IS_FINAL, "An attempt for nobody");
		InvariantViolation.check(!this.facts.broken, Invariant.BROKEN_REQUEST_IS_FINAL,
				"An attempt with a broken request");
		InvariantViolation.check(!this.facts.relayed, Invariant.COMMITTED_IS_FINAL, "An attempt");
	}

	private void staleTry(Attempt attempt) {
		ProxyError failure = this.event.failure();
		this.facts.staleTries++;
		InvariantViolation.check(
				failure != null && failure.withDelivery(Delivery.NOT_SENT).isStaleConnection()
						&& attempt.peer().equals(this.facts.peer),
				Invariant.STALE_TRY, "Not stale, or at another peer");
		InvariantViolation.check(this.before == StepKind.CONNECT || this.before == StepKind.SEND, Invariant.STALE_TRY,
				"Had a response");
		InvariantViolation.check(this.step instanceof Step.Connect connect && connect.peer().equals(attempt.peer())
				&& connect.choice() == ConnectionChoice.FRESH, Invariant.STALE_TRY, "Not a new connection");
	}

	private void ended(Attempt attempt) {
		InvariantViolation.check(this.facts.attemptOpen, Invariant.ATTEMPT_EVENTS, "No attempt goes on");
		this.facts.attemptOpen = false;
		ProxyError error = attempt.error();
		InvariantViolation.check((error == null) == (this.event.kind() == Kind.RESPONSE_COMPLETED), Invariant.OUTCOME,
				"Error " + error);
		if (error != null) {
			delivery(error);
		}
	}

	private void delivery(ProxyError error) {
		Delivery delivery = error.delivery();
		boolean isTrue = switch (this.before) {
			case CONNECT -> delivery == Delivery.NOT_SENT;
			case SEND -> delivery != Delivery.COMMITTED
					&& (this.event.kind() != Kind.CLIENT_GONE || VerdictMonitor.mayHaveActed(delivery));
			case ASK_RESPONSE -> delivery == Delivery.RESPONDING;
			case RELAY -> delivery == Delivery.COMMITTED;
			default -> true;
		};
		InvariantViolation.check(isTrue, Invariant.DELIVERY_IS_TRUE, delivery + " after " + this.before);
	}

	private void next(StepKind next) {
		int attempts = (this.step instanceof Step.Connect) ? 1 : 0;
		InvariantViolation.check(attempts > 0 || next.ordinal() > this.before.ordinal(), Invariant.PROGRESS,
				next + " after " + this.before);
		InvariantViolation.check(!this.facts.relayed || next == StepKind.ASK_FAILURE || next == StepKind.END,
				Invariant.COMMITTED_IS_FINAL, "" + next);
		InvariantViolation.check(!this.facts.gone || next == StepKind.END, Invariant.GONE_IS_FINAL, "" + next);
		InvariantViolation.check(!this.facts.broken || next.ordinal() >= StepKind.ASK_GIVE_UP.ordinal(),
				Invariant.BROKEN_REQUEST_IS_FINAL, "" + next);
		this.facts.last = next;
		switch (next) {
			case CONNECT -> connect((Step.Connect) this.step);
			case SEND -> send();
			case RELAY -> {
				InvariantViolation.check(this.facts.beside == null, Invariant.HEDGES, "The other one has not lost");
				this.facts.relayed = response();
			}
			case ASK_FAILURE -> askFailure((Step.AskFailure) this.step);
			case ASK_GIVE_UP -> nothingOpen();
			case REPLY -> {
				nothingOpen();
				this.facts.replied = response();
				this.facts.status = ((Step.Reply) this.step).status();
			}
			case END -> {
				nothingOpen();
				outcome(((Step.End) this.step).outcome());
			}
			default -> {
			}
		}
	}

	private void connect(Step.Connect connect) {
		InvariantViolation.check(this.facts.attemptOpen, Invariant.ATTEMPT_EVENTS, "No attempt was told to start");
		InvariantViolation.check(connect.peer().equals(this.facts.peer), Invariant.ATTEMPT_EVENTS, "Another peer");
		InvariantViolation.check(this.facts.conditions.idempotent() || connect.choice() != ConnectionChoice.ANY,
				Invariant.RECENT_CONNECTION, "" + connect.choice());
		InvariantViolation.check(connect.limit().equals(this.facts.limit()), Invariant.ATTEMPT_LIMITS,
				"" + connect.limit());
	}

	private void send() {
		InvariantViolation.check(!this.facts.isContentLost(), Invariant.CONTENT_IS_WHOLE, "No copy left");
		InvariantViolation.check(this.facts.mayBeDelivered(), Invariant.DELIVERED_TWICE_ONLY_BY_OVERRIDE,
				"Delivered " + this.facts.delivered + " times before");
		this.facts.sent = true;
	}

	private boolean response() {
		InvariantViolation.check(!this.facts.relayed && !this.facts.replied, Invariant.ONE_RESPONSE,
				"Another response");
		return true;
	}

	private void askFailure(Step.AskFailure ask) {
		Phase phase = (this.before == StepKind.CONNECT) ? Phase.CONNECT_FAILURE : Phase.PROXY_ERROR;
		InvariantViolation.check(ask.phase() == phase, Invariant.DELIVERY_IS_TRUE,
				ask.phase() + " after " + this.before);
		delivery(ask.error());
	}

	private void nothingOpen() {
		InvariantViolation.check(this.facts.beside == null, Invariant.HEDGES, "One goes on");
		InvariantViolation.check(!this.facts.attemptOpen, Invariant.ATTEMPT_EVENTS, "An attempt was not told to end");
		InvariantViolation.check(this.facts.pending == null, Invariant.VERDICTS, "A granted retry did not come about");
	}

	private void outcome(ExchangeOutcome outcome) {
		InvariantViolation.check(this.facts.completed, Invariant.COMPLETED_ONCE, "Not told");
		Result result = outcome.result();
		boolean isTrue = switch (result) {
			case RELAYED -> this.event.kind() == Kind.RESPONSE_COMPLETED;
			case ANSWERED, FAILED -> this.event.kind() == Kind.REPLIED;
			case ABORTED -> this.facts.relayed && this.event.kind() != Kind.RESPONSE_COMPLETED;
			case CLIENT_GONE -> this.facts.gone;
		};
		InvariantViolation.check(isTrue && outcome.status() == this.facts.status, Invariant.OUTCOME, "" + outcome);
	}

}
