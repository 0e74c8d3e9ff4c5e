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

import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.peer.Peer;

/**
 * The plainest handler there can be.
 *
 * @param peer the peer of all requests
 */
record OnePeer(Peer peer) implements ProxyHooks<Void> {

	@Override
	public boolean handles(Phase phase) {
		return phase == Phase.UPSTREAM_PEER;
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<Void> exchange) {
		return Answer.of(this.peer);
	}

}
