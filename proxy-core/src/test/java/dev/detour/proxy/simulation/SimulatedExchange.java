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

package dev.detour.proxy.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.engine.AttemptEvents;
import dev.detour.proxy.engine.ExchangeEngine;
import dev.detour.proxy.engine.Hedge;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.http.ProxyRequest;

/**
 * Carries out the steps of one engine as far as they take time or ask somebody.
 */
final class SimulatedExchange implements ExchangeView<Void> {

	private static final ProxyRequest REQUEST = ProxyRequest.of("GET", "/");

	private final Simulation simulation;

	private final int second;

	private final long startedAt;

	private final AttemptLog log = new AttemptLog();

	private final Map<Object, Object> attributes = new HashMap<>(4);

	private final ExchangeEngine engine;

	private @Nullable SimulatedAttempt lead;

	private @Nullable SimulatedAttempt other;

	private int waits;

	SimulatedExchange(Simulation simulation, int second) {
		this.simulation = simulation;
		this.second = second;
		this.startedAt = simulation.time.now();
		this.engine = new ExchangeEngine(this, this.log, simulation.policy, simulation.feedback, this.startedAt);
	}

	void start() {
		carryOut(this.engine.start());
	}

	ExchangeEngine engine() {
		return this.engine;
	}

	AttemptEvents eventsOf(SimulatedAttempt attempt) {
		return (attempt == this.other) ? Objects.requireNonNull(this.engine.hedge()) : this.engine;
	}

	void carryOut(Step step) {
		long now = this.simulation.time.now();
		if (step instanceof Step.Plain plain) {
			carryOut(plain, now);
		}
		else if (step instanceof Step.Race race) {
			carryOut(race, now);
		}
		else if (step instanceof Step.Hedge hedge) {
			this.other = new SimulatedAttempt(this, this.simulation, hedge.peer(), hedge.limit());
			this.other.connect();
		}
		else {
			drop();
			carryOutAlone(step, now);
		}
	}

	private void carryOutAlone(Step step, long now) {
		if (step instanceof Step.Connect connect) {
			this.lead = new SimulatedAttempt(this, this.simulation, connect.peer(), connect.limit());
			this.lead.connect();
			await(now);
		}
		else if (step instanceof Step.AskFailure ask) {
			carryOut(
					this.engine
						.decided(
								((ask.phase() == Phase.CONNECT_FAILURE)
										? this.simulation.hooks.onConnectFailure(this, ask.peer(), ask.error())
										: this.simulation.hooks.onProxyError(this, ask.peer(), ask.error()))
									.value(),
								now));
		}
		else if (step instanceof Step.Pause pause) {
			this.simulation.time.in(pause.delay().toNanos(),
					() -> carryOut(this.engine.pauseOver(this.simulation.time.now())));
		}
		else if (step instanceof Step.AskGiveUp) {
			carryOut(this.engine.pageAnswered(null));
		}
		else if (step instanceof Step.Reply reply) {
			carryOut(this.engine.replied(reply.status()));
		}
		else if (step instanceof Step.End end) {
			this.simulation.ended(this.second, this.startedAt, end.outcome());
		}
	}

	private void carryOut(Step.Plain step, long now) {
		switch (step) {
			case ASK_REQUEST -> carryOut(this.engine.requestAnswered(null));
			case ASK_PEER -> {
				drop();
				carryOut(this.engine.peerAnswered(this.simulation.hooks.upstreamPeer(this).value(), now));
			}
			case SEND -> Objects.requireNonNull(this.lead).send();
			case ASK_RESPONSE -> carryOut(Objects.requireNonNull(this.lead).judge());
			case RELAY -> {
				dropOther();
				carryOut(this.engine.responseCompleted(now));
			}
			case NONE -> throw new IllegalStateException("The exchange is stuck");
		}
	}

	private void carryOut(Step.Race step, long now) {
		SimulatedAttempt other = this.other;
		switch (step) {
			case ASK_PEER -> askOtherPeer(now);
			case SEND -> Objects.requireNonNull(other).send();
			case DROP -> {
				dropOther();
				await(now);
			}
			case OVERTAKE -> {
				this.other = this.lead;
				this.lead = Objects.requireNonNull(other);
				carryOut(this.lead.judge());
			}
			case TAKE_OVER -> {
				this.other = this.lead;
				this.lead = Objects.requireNonNull(other);
				dropOther();
				await(now);
			}
		}
	}

	private void await(long now) {
		Hedge hedge = this.engine.hedge();
		Duration delay = (hedge != null) ? hedge.delay(now) : null;
		if (hedge != null && delay != null) {
			int wait = ++this.waits;
			this.simulation.time.in(delay.toNanos(), () -> {
				Step step = (wait == this.waits) ? hedge.due(true, this.simulation.time.now()) : Step.Plain.NONE;
				if (step != Step.Plain.NONE) {
					carryOut(step);
				}
			});
		}
	}

	private void askOtherPeer(long now) {
		Hedge hedge = Objects.requireNonNull(this.engine.hedge());
		Step step = hedge.peerAnswered(this.simulation.hooks.upstreamPeer(this).value(), now);
		if (step != Step.Plain.NONE) {
			carryOut(step);
		}
	}

	private void drop() {
		if (this.lead != null) {
			this.lead.drop();
			this.lead = null;
		}
		dropOther();
	}

	private void dropOther() {
		this.waits++;
		if (this.other != null) {
			this.other.drop();
			this.other = null;
		}
	}

	@Override
	public @Nullable Void context() {
		return null;
	}

	@Override
	public ProxyRequest request() {
		return REQUEST;
	}

	@Override
	public Attempts attempts() {
		return this.log;
	}

	@Override
	public String handler() {
		return "simulation";
	}

	@Override
	public long startedAt() {
		return this.startedAt;
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
		return this.attributes;
	}

}
