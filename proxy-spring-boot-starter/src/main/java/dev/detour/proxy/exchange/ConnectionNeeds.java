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

package dev.detour.proxy.exchange;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.upstream.AttemptListener;
import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * Which connection an attempt needs, by what its request is like.
 */
final class ConnectionNeeds {

	private ConnectionNeeds() {
	}

	/**
	 * Prepares an attempt.
	 * @param exchange the exchange
	 * @param peer the peer
	 * @param choice which connection may be used
	 * @param listener told what happens in the attempt
	 * @return the attempt, which has not started
	 */
	static UpstreamAttempt prepare(ProxyExchange<?> exchange, Peer peer, ConnectionChoice choice,
			AttemptListener listener) {
		Downstream downstream = exchange.downstream();
		ClientRequest request = downstream.request();
		boolean careful = choice == ConnectionChoice.ANY
				&& (request.isUpgrade() || request.mayExceed(exchange.gateway().replayMemory().perExchange()));
		GrpcCall call = exchange.grpc();
		Peer suited = request.isUpgrade() ? peer.withProtocols(Protocols.HTTP_1_1)
				: (call != null) ? call.suited(peer) : peer;
		return exchange.gateway()
			.upstreams()
			.prepare(suited, careful ? ConnectionChoice.RECENT : choice, downstream.eventLoop(), listener);
	}

}
