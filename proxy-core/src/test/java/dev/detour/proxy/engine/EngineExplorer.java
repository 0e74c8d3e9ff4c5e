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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.engine.EngineEvent.Kind;
import dev.detour.proxy.engine.ExchangeFacts.Conditions;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.policy.AttemptTimeout;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.HedgeDelay;
import dev.detour.proxy.policy.HedgePolicy;

/**
 * Tries every event in every state that an engine can get into, breadth first, so that
 * the way to a violation is a shortest one.
 */
final class EngineExplorer {

	private final Map<Invariant, List<String>> violations = new EnumMap<>(Invariant.class);

	private final Set<VetoReason> reasons = EnumSet.noneOf(VetoReason.class);

	private final Set<VetoReason> hedgeReasons = EnumSet.noneOf(VetoReason.class);

	private final Set<Step.Race> races = EnumSet.noneOf(Step.Race.class);

	private final Set<StepKind> steps = EnumSet.noneOf(StepKind.class);

	private final Set<Result> results = EnumSet.noneOf(Result.class);

	private long states;

	private long transitions;

	private long ignored;

	private boolean shuttingDown;

	void explore(Conditions conditions) {
		AttemptLog log = new AttemptLog();
		Told.Recorder recorder = new Told.Recorder();
		ExchangeEngine engine = engine(conditions, log, recorder);
		EngineSnapshot snapshot = new EngineSnapshot(engine, log);
		EngineNode first = new EngineNode(null, null, snapshot.take(), new ExchangeFacts(conditions));
		Set<List<@Nullable Object>> seen = new HashSet<>(Set.of(first.key()));
		Deque<EngineNode> queue = new ArrayDeque<>(List.of(first));
		while (!queue.isEmpty()) {
			EngineNode node = queue.remove();
			this.states++;
			snapshot.putBack(node.values);
			for (EngineEvent event : events(conditions)) {
				EngineNode next = follow(node, event, engine, snapshot, recorder);
				if (next == null) {
					continue;
				}
				snapshot.putBack(node.values);
				if (seen.add(next.key())) {
					queue.add(next);
				}
			}
		}
	}

	private static List<EngineEvent> events(Conditions conditions) {
		if (conditions.hedges() == 0) {
			return EngineEvent.ALL;
		}
		List<EngineEvent> events = new ArrayList<>(EngineEvent.ALL);
		events.addAll(HedgeEvent.ALL);
		return events;
	}

	private @Nullable EngineNode follow(EngineNode node, EngineEvent event, ExchangeEngine engine,
			EngineSnapshot snapshot, Told.Recorder recorder) {
		ExchangeFacts facts = node.facts.copy();
		if (event.kind() == Kind.DEADLINE && !facts.conditions.limited()) {
			return null;
		}
		this.shuttingDown = facts.shuttingDown;
		Step step;
		try {
			step = event.action().apply(engine, facts.pastDeadline ? EngineEvent.TIMEOUT.toNanos() : 0);
		}
		catch (RuntimeException ex) {
			recorder.drain();
			violated(Invariant.NO_EXCEPTION, node, event, "" + ex);
			snapshot.putBack(node.values);
			return null;
		}
		List<Told> told = recorder.drain();
		EngineNode next = new EngineNode(node, event, snapshot.take(), facts);
		boolean changed = !next.values.equals(node.values);
		try {
			new ExchangeMonitor(facts, event, step).watch(told, changed);
		}
		catch (InvariantViolation ex) {
			violated(ex.invariant(), node, event, ex.getMessage());
			snapshot.putBack(node.values);
			return null;
		}
		count(step, told);
		if (step == Step.Plain.NONE && !changed && facts.values().equals(node.facts.values())) {
			this.ignored++;
			return null;
		}
		this.transitions++;
		return next;
	}

	private void count(Step step, List<Told> told) {
		if (step instanceof Step.Race race) {
			this.races.add(race);
		}
		else if (step != Step.Plain.NONE && !(step instanceof Step.Hedge)) {
			this.steps.add(StepKind.of(step));
		}
		for (Told one : told) {
			if (one instanceof Told.Decided decided && decided.verdict().veto() != null) {
				this.reasons.add(decided.verdict().veto());
			}
			if (one instanceof Told.HedgeRefused refused) {
				this.hedgeReasons.add(refused.reason());
			}
			if (one instanceof Told.Completed completed) {
				this.results.add(completed.outcome().result());
			}
		}
	}

	private void violated(Invariant invariant, EngineNode node, EngineEvent event, String detail) {
		List<String> found = this.violations.computeIfAbsent(invariant, (key) -> new ArrayList<>());
		if (found.size() < 3) {
			found.add(detail + "\n  " + node.facts.conditions + "\n  " + node.way() + " -> " + event);
		}
	}

	private ExchangeEngine engine(Conditions conditions, AttemptLog log, Told.Recorder recorder) {
		Duration timeout = conditions.limited() ? EngineEvent.TIMEOUT : null;
		FailoverPolicy policy = new FailoverPolicy(conditions.maxAttempts(), timeout,
				(now) -> !conditions.budgetSpent(), () -> this.shuttingDown,
				conditions.limited() ? EngineEvent.ATTEMPT_TIMEOUT : AttemptTimeout.NONE);
		if (conditions.hedges() > 0) {
			policy = policy.withHedging(new HedgePolicy(HedgeDelay.fixed(Duration.ofSeconds(1)), conditions.hedges()));
		}
		MutableHeaders headers = Headers.create();
		if (conditions.idempotent() && conditions.method().equals("POST")) {
			headers.add(ProxyRequest.IDEMPOTENCY_KEY, "1");
		}
		return new ExchangeEngine(new View(new TestRequest(conditions.method(), headers), log), log, policy, recorder,
				0);
	}

	List<String> violations(Invariant invariant) {
		return this.violations.getOrDefault(invariant, List.of());
	}

	Set<VetoReason> reasons() {
		return this.reasons;
	}

	Set<VetoReason> hedgeReasons() {
		return this.hedgeReasons;
	}

	Set<Step.Race> races() {
		return this.races;
	}

	Set<StepKind> steps() {
		return this.steps;
	}

	Set<Result> results() {
		return this.results;
	}

	long states() {
		return this.states;
	}

	long transitions() {
		return this.transitions;
	}

	long ignored() {
		return this.ignored;
	}

	record View(ProxyRequest request, Attempts attempts) implements ExchangeView<Void> {

		@Override
		public @Nullable Void context() {
			return null;
		}

		@Override
		public String handler() {
			return "explorer";
		}

		@Override
		public long startedAt() {
			return 0;
		}

		@Override
		public long bytesReceived() {
			return 0;
		}

		@Override
		public long bytesSent() {
			return 0;
		}

		@Override
		public Map<Object, Object> attributes() {
			return Map.of();
		}

	}

}
