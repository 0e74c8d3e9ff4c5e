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
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.engine.ExchangeEngine;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;

/**
 * Carries out the steps of one engine as far as they take time or ask somebody.
 */
final class SimulatedExchange implements ExchangeView<Void> {

	private static final ProxyRequest REQUEST = ProxyRequest.of("GET", "/");

	private static final ProxyError REFUSAL = new ProxyError(ErrorType.STATUS_REFUSED, Delivery.RESPONDING, false, 0, 0,
			null);

	private final Simulation simulation;

	private final int second;

	private final long startedAt;

	private final AttemptLog log = new AttemptLog();

	private final Map<Object, Object> attributes = new HashMap<>(4);

	private final ExchangeEngine engine;

	private Peer peer = Peer.http("none", 80);

	private Behaviour.@Nullable Reaction reaction;

	private long limitAt;

	SimulatedExchange(Simulation simulation, int second) {
		this.simulation = simulation;
		this.second = second;
		this.startedAt = simulation.time.now();
		this.engine = new ExchangeEngine(this, this.log, simulation.policy, simulation.feedback, this.startedAt);
	}

	void start() {
		carryOut(this.engine.start());
	}

	private void carryOut(Step step) {
		long now = this.simulation.time.now();
		if (step instanceof Step.Plain plain) {
			carryOut(plain, now);
		}
		else if (step instanceof Step.Connect connect) {
			connect(connect, now);
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
			in(pause.delay().toNanos(), () -> this.engine.pauseOver(this.simulation.time.now()));
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
			case ASK_PEER -> carryOut(this.engine.peerAnswered(this.simulation.hooks.upstreamPeer(this).value(), now));
			case SEND -> send(now);
			case ASK_RESPONSE -> judge(now);
			case RELAY -> carryOut(this.engine.responseCompleted(now));
			case NONE -> throw new IllegalStateException("The exchange is stuck");
		}
	}

	private void connect(Step.Connect connect, long now) {
		this.peer = connect.peer();
		Behaviour.Reaction reaction = this.simulation.react(this.peer);
		this.reaction = reaction;
		Duration limit = (connect.limit().stalled() != null) ? connect.limit().stalled() : connect.limit().total();
		this.limitAt = now + limit.toNanos();
		switch (reaction.kind()) {
			case REFUSE -> fail(ProxyError.notSent(ErrorType.CONNECT_REFUSED, null), reaction.nanos());
			case SWALLOW ->
				fail(ProxyError.notSent(ErrorType.CONNECT_TIMEOUT, null), Math.min(reaction.nanos(), limit.toNanos()));
			case RESPOND -> in(500_000, () -> this.engine.connected(false, this.simulation.time.now()));
		}
	}

	private void send(long now) {
		this.simulation.reached(this.peer);
		Behaviour.Reaction reaction = reaction();
		if (now + reaction.nanos() > this.limitAt) {
			fail(new ProxyError(ErrorType.READ_TIMEOUT, Delivery.SENT, false, 100, 0, null), this.limitAt - now);
		}
		else {
			in(reaction.nanos(), () -> this.engine.responded(reaction.status(), this.simulation.time.now()));
		}
	}

	private void judge(long now) {
		Response response = new Response(reaction().status(), Headers.create());
		FailureDecision decision = this.simulation.hooks.onUpstreamResponse(this, this.peer, response).value();
		carryOut(this.engine.responseJudged(decision, response.status(), REFUSAL, now));
	}

	private void fail(ProxyError error, long nanos) {
		in(nanos, () -> this.engine.attemptFailed(error, this.simulation.time.now()));
	}

	private void in(long nanos, Supplier<Step> event) {
		this.simulation.time.in(nanos, () -> carryOut(event.get()));
	}

	private Behaviour.Reaction reaction() {
		return Objects.requireNonNull(this.reaction);
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

	private record Response(int status, MutableHeaders headers) implements UpstreamResponse {

		@Override
		public void setStatus(int status) {
			throw new UnsupportedOperationException();
		}

	}

}
