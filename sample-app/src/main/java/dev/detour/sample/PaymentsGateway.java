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

package dev.detour.sample;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.peer.Peer;

/**
 * Tries the primary, then the secondary. A payment may be sent again though a peer may
 * have acted on it already: these peers recognise a payment that they have seen by its
 * number.
 */
@ProxyHandler("/payments/**")
class PaymentsGateway {

	private final SamplePeers peers;

	PaymentsGateway(SamplePeers peers) {
		this.peers = peers;
	}

	@UpstreamPeer
	Peer upstreamPeer(Attempts attempts) {
		return (attempts.count() == 0) ? this.peers.primary() : this.peers.secondary();
	}

	@OnConnectFailure
	FailureDecision failToConnect(Attempts attempts) {
		return (attempts.count() < 2) ? FailureDecision.retry() : FailureDecision.giveUp();
	}

	@OnProxyError
	FailureDecision errorWhileProxy(Attempts attempts) {
		return (attempts.count() < 2) ? FailureDecision.retry().evenIfNotIdempotent() : FailureDecision.giveUp();
	}

}
