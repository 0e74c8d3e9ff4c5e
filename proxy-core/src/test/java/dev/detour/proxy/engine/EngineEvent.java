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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.AttemptTimeout;

/**
 * Something that may happen in an exchange.
 *
 * @param name what it is, for messages
 * @param kind which method of the engine it is told by
 * @param decision what user code asks for
 * @param failure what went wrong
 * @param peer the peer that a hook named for a hedge
 * @param action tells the engine
 */
record EngineEvent(String name, Kind kind, @Nullable FailureDecision decision, @Nullable ProxyError failure,
		@Nullable Peer peer, Action action) {

	static final Peer CHOSEN = Peer.http("chosen", 80);

	static final Peer GIVEN = Peer.http("given", 80);

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	static final AttemptTimeout ATTEMPT_TIMEOUT = new AttemptTimeout(Duration.ofSeconds(4), Duration.ofSeconds(1));

	/**
	 * What the client got in place of a response of the gateway: the application itself
	 * may have answered.
	 */
	static final int SENT_STATUS = 598;

	private static final ProxyResponse OK = ProxyResponse.of(200);

	private static final ProxyResponse PAGE = ProxyResponse.of(599);

	private static final ProxyError REFUSAL = ProxyError.notSent(ErrorType.STATUS_REFUSED, null);

	private static final ProxyError MALFORMED = new ProxyError(ErrorType.BAD_REQUEST, Delivery.SENT, false, 0, 0, null);

	private static final Throwable CAUSE = new IllegalStateException("hook");

	/**
	 * Everything that may happen, with decisions and failures of every sort.
	 */
	static final List<EngineEvent> ALL = all();

	@Override
	public String toString() {
		return this.name;
	}

	private static List<EngineEvent> all() {
		List<EngineEvent> events = new ArrayList<>();
		add(events, Kind.START, "start", (engine, now) -> engine.start());
		add(events, Kind.REQUEST_ANSWERED, "request hook: go on", (engine, now) -> engine.requestAnswered(null));
		add(events, Kind.REQUEST_ANSWERED, "request hook: 200", (engine, now) -> engine.requestAnswered(OK));
		add(events, Kind.PEER_ANSWERED, "peer hook: a peer", (engine, now) -> engine.peerAnswered(CHOSEN, now));
		add(events, Kind.PEER_ANSWERED, "peer hook: no peer", (engine, now) -> engine.peerAnswered(null, now));
		add(events, Kind.CONNECTED, "connected", (engine, now) -> engine.connected(false, now));
		add(events, Kind.CONNECTED, "connected, reused", (engine, now) -> engine.connected(true, now));
		add(events, Kind.RESPONDED, "responded", (engine, now) -> engine.responded(200, now));
		add(events, Kind.RESPONSE_COMPLETED, "response completed", ExchangeEngine::responseCompleted);
		add(events, Kind.PAUSE_OVER, "pause over", ExchangeEngine::pauseOver);
		add(events, Kind.PAGE_ANSWERED, "give-up hook: plain page", (engine, now) -> engine.pageAnswered(null));
		add(events, Kind.PAGE_ANSWERED, "give-up hook: own page", (engine, now) -> engine.pageAnswered(PAGE));
		add(events, Kind.REPLIED, "replied", (engine, now) -> engine.replied(SENT_STATUS));
		add(events, Kind.HOOK_FAILED, "hook failed", (engine, now) -> engine.hookFailed(CAUSE, now));
		add(events, Kind.CLIENT_GONE, "client gone", ExchangeEngine::clientGone);
		add(events, Kind.CONTENT_LOST, "content lost", (engine, now) -> {
			engine.bodyNotReplayable();
			return Step.Plain.NONE;
		});
		add(events, Kind.SHUTDOWN, "shutdown begins", (engine, now) -> Step.Plain.NONE);
		add(events, Kind.DEADLINE, "deadline passes", (engine, now) -> Step.Plain.NONE);
		events.add(new EngineEvent("request failed", Kind.REQUEST_FAILED, null, MALFORMED, null,
				(engine, now) -> engine.requestFailed(MALFORMED, now)));
		for (Delivery delivery : Delivery.values()) {
			addFailure(events, new ProxyError(ErrorType.READ_TIMEOUT, delivery, false, 0, 0, null), "failed");
			addFailure(events, new ProxyError(ErrorType.CONNECTION_CLOSED, delivery, true, 0, 0, null), "stale");
		}
		addDecisions(events);
		return List.copyOf(events);
	}

	private static void addDecisions(List<EngineEvent> events) {
		addDecision(events, null);
		addDecision(events, FailureDecision.defer());
		addDecision(events, FailureDecision.giveUp());
		addDecision(events, FailureDecision.respond(OK));
		addDecision(events, FailureDecision.retry().after(TIMEOUT));
		addDecision(events, FailureDecision.retry().after(TIMEOUT.minus(ATTEMPT_TIMEOUT.minimum())));
		addDecision(events, FailureDecision.retry().after(ChronoUnit.FOREVER.getDuration()));
		for (Retry retry : List.of(FailureDecision.retry(), FailureDecision.retrySamePeer(),
				FailureDecision.retryOn(GIVEN))) {
			addDecision(events, retry);
			addDecision(events, retry.evenIfNotIdempotent());
			addDecision(events, retry.after(Duration.ofSeconds(1)));
			addDecision(events, retry.after(Duration.ofSeconds(1)).evenIfNotIdempotent());
		}
	}

	private static void addDecision(List<EngineEvent> events, @Nullable FailureDecision decision) {
		events.add(new EngineEvent("failure hook: " + decision, Kind.DECIDED, decision, null, null,
				(engine, now) -> engine.decided(decision, now)));
		events.add(new EngineEvent("response hook: " + decision, Kind.RESPONSE_JUDGED, decision, null, null,
				(engine, now) -> engine.responseJudged(decision, 201, REFUSAL, now)));
	}

	private static void addFailure(List<EngineEvent> events, ProxyError failure, String name) {
		events.add(new EngineEvent(name + ", " + failure.delivery(), Kind.ATTEMPT_FAILED, null, failure, null,
				(engine, now) -> engine.attemptFailed(failure, now)));
	}

	private static void add(List<EngineEvent> events, Kind kind, String name, Action action) {
		events.add(new EngineEvent(name, kind, null, null, null, action));
	}

	/**
	 * Which method of the engine an event is told by, if any.
	 */
	enum Kind {

		START, REQUEST_ANSWERED, PEER_ANSWERED, CONNECTED, RESPONDED, RESPONSE_JUDGED, RESPONSE_COMPLETED,
		ATTEMPT_FAILED, DECIDED, PAUSE_OVER, PAGE_ANSWERED, REPLIED, HOOK_FAILED, REQUEST_FAILED, CLIENT_GONE,
		CONTENT_LOST, SHUTDOWN, DEADLINE, HEDGE_DUE, HEDGE_DUE_EARLY, HEDGE_PEER, HEDGE_CONNECTED, HEDGE_RESPONDED,
		HEDGE_FAILED, HEDGE_HOOK_FAILED;

		boolean isHedge() {
			return ordinal() >= HEDGE_DUE.ordinal();
		}

	}

	/**
	 * Tells the engine.
	 */
	interface Action {

		Step apply(ExchangeEngine engine, long now);

	}

}
