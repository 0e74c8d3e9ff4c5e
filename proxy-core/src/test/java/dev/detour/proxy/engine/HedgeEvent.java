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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.EngineEvent.Kind;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

/**
 * What may happen about an attempt beside the leading one.
 */
final class HedgeEvent {

	static final Peer OTHER = Peer.http("other", 80);

	static final List<EngineEvent> ALL = all();

	private HedgeEvent() {
	}

	private static List<EngineEvent> all() {
		List<EngineEvent> events = new ArrayList<>();
		add(events, Kind.HEDGE_DUE, "hedge due", null, (hedge, now) -> hedge.due(true, now));
		add(events, Kind.HEDGE_DUE_EARLY, "hedge due, content not whole", null, (hedge, now) -> hedge.due(false, now));
		addPeer(events, OTHER);
		addPeer(events, EngineEvent.CHOSEN);
		addPeer(events, null);
		add(events, Kind.HEDGE_CONNECTED, "hedge connected", null, (hedge, now) -> hedge.connected(true, now));
		add(events, Kind.HEDGE_RESPONDED, "hedge responded", null, (hedge, now) -> hedge.responded(200, now));
		add(events, Kind.HEDGE_HOOK_FAILED, "hook of hedge failed", null,
				(hedge, now) -> hedge.hookFailed(new IllegalStateException("hook"), now));
		for (Delivery delivery : List.of(Delivery.NOT_SENT, Delivery.SENT, Delivery.COMMITTED)) {
			addFailure(events, new ProxyError(ErrorType.READ_TIMEOUT, delivery, false, 0, 0, null));
		}
		addFailure(events, new ProxyError(ErrorType.CONNECTION_CLOSED, Delivery.SENT, true, 0, 0, null));
		return List.copyOf(events);
	}

	private static void addPeer(List<EngineEvent> events, @Nullable Peer peer) {
		events.add(new EngineEvent("hedge at " + peer, Kind.HEDGE_PEER, null, null, peer,
				(engine, now) -> hedge(engine).peerAnswered(peer, now)));
	}

	private static void addFailure(List<EngineEvent> events, ProxyError failure) {
		add(events, Kind.HEDGE_FAILED, "hedge failed, " + failure.delivery(), failure,
				(hedge, now) -> hedge.attemptFailed(failure, now));
	}

	private static void add(List<EngineEvent> events, Kind kind, String name, @Nullable ProxyError failure,
			HedgeAction action) {
		events.add(new EngineEvent(name, kind, null, failure, null, (engine, now) -> action.apply(hedge(engine), now)));
	}

	private static Hedge hedge(ExchangeEngine engine) {
		return Objects.requireNonNull(engine.hedge());
	}

	private interface HedgeAction {

		Step apply(Hedge hedge, long now);

	}

}
