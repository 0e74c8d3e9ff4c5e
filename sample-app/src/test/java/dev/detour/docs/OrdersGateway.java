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

package dev.detour.docs;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.peer.Peer;

/**
 * The example at the top of the README.
 */
@ProxyHandler("/orders/**")
class OrdersGateway {

	@UpstreamPeer
	Peer upstreamPeer(Attempts attempts) {
		return Peer.http((attempts.count() == 0) ? "10.0.0.1" : "10.0.0.2", 8080);
	}

	@OnConnectFailure
	FailureDecision failToConnect(Attempts attempts) {
		return (attempts.count() == 1) ? FailureDecision.retry() : FailureDecision.giveUp();
	}

}
