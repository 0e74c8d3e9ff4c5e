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

package dev.detour.benchmarks.detour;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

/**
 * Counts tries in the context, as the reference scenario does.
 *
 * @param dead the peer of the first try
 * @param live the peer of the second
 */
record DeadPeerFirst(Peer dead, Peer live) implements ProxyHooks<DeadPeerFirst.Tries> {

	@Override
	public boolean handles(Phase phase) {
		return phase == Phase.NEW_CONTEXT || phase == Phase.UPSTREAM_PEER || phase == Phase.CONNECT_FAILURE;
	}

	@Override
	public Tries newContext(ProxyRequest request) {
		return new Tries();
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<Tries> exchange) {
		return Answer.of((tries(exchange).count < 1) ? this.dead : this.live);
	}

	@Override
	public Answer<FailureDecision> onConnectFailure(ExchangeView<Tries> exchange, Peer peer, ProxyError error) {
		return Answer.of((tries(exchange).count++ > 0) ? FailureDecision.giveUp() : FailureDecision.retry());
	}

	private static Tries tries(ExchangeView<Tries> exchange) {
		Tries tries = exchange.context();
		if (tries == null) {
			throw new IllegalStateException("The exchange has no context");
		}
		return tries;
	}

	static final class Tries {

		private int count;

	}

}
