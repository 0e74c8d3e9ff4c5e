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
import java.util.function.Supplier;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.engine.AttemptEvents;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.AttemptLimit;

/**
 * One attempt of a simulated exchange.
 */
final class SimulatedAttempt {

	private static final ProxyError REFUSAL = new ProxyError(ErrorType.STATUS_REFUSED, Delivery.RESPONDING, false, 0, 0,
			null);

	private final SimulatedExchange exchange;

	private final Simulation simulation;

	private final Peer peer;

	private final Behaviour.Reaction reaction;

	private final long limitAt;

	private boolean dropped;

	SimulatedAttempt(SimulatedExchange exchange, Simulation simulation, Peer peer, AttemptLimit limit) {
		this.exchange = exchange;
		this.simulation = simulation;
		this.peer = peer;
		this.reaction = simulation.react(peer);
		Duration time = (limit.stalled() != null) ? limit.stalled() : limit.total();
		this.limitAt = simulation.time.now() + ((time != null) ? time.toNanos() : 0);
	}

	void connect() {
		switch (this.reaction.kind()) {
			case REFUSE -> fail(ProxyError.notSent(ErrorType.CONNECT_REFUSED, null), this.reaction.nanos());
			case SWALLOW -> fail(ProxyError.notSent(ErrorType.CONNECT_TIMEOUT, null),
					Math.min(this.reaction.nanos(), this.limitAt - this.simulation.time.now()));
			case RESPOND -> in(500_000, () -> events().connected(false, this.simulation.time.now()));
		}
	}

	void send() {
		this.simulation.reached(this.peer);
		long now = this.simulation.time.now();
		if (now + this.reaction.nanos() > this.limitAt) {
			fail(new ProxyError(ErrorType.READ_TIMEOUT, Delivery.SENT, false, 100, 0, null), this.limitAt - now);
		}
		else {
			in(this.reaction.nanos(), () -> events().responded(this.reaction.status(), this.simulation.time.now()));
		}
	}

	Step judge() {
		Response response = new Response(this.reaction.status(), Headers.create());
		FailureDecision decision = this.simulation.hooks.onUpstreamResponse(this.exchange, this.peer, response).value();
		return this.exchange.engine().responseJudged(decision, response.status(), REFUSAL, this.simulation.time.now());
	}

	void drop() {
		this.dropped = true;
	}

	private AttemptEvents events() {
		return this.exchange.eventsOf(this);
	}

	private void fail(ProxyError error, long nanos) {
		in(nanos, () -> events().attemptFailed(error, this.simulation.time.now()));
	}

	private void in(long nanos, Supplier<Step> event) {
		this.simulation.time.in(nanos, () -> {
			if (!this.dropped) {
				this.exchange.carryOut(event.get());
			}
		});
	}

	private record Response(int status, MutableHeaders headers) implements UpstreamResponse {

		@Override
		public void setStatus(int status) {
			throw new UnsupportedOperationException();
		}

	}

}
