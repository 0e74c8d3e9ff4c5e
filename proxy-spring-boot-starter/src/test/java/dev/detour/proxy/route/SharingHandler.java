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

package dev.detour.proxy.route;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

/**
 * A handler that uses a group of the configuration.
 */
@ProxyHandler("/handler/**")
class SharingHandler {

	private final NamedGroup group;

	SharingHandler(PeerGroups groups) {
		this.group = groups.group("shared");
	}

	@UpstreamPeer
	Peer upstreamPeer(ProxyRequest request, Attempts attempts) {
		return this.group.choose(request, attempts);
	}

	@OnConnectFailure
	FailureDecision failToConnect() {
		return FailureDecision.retry();
	}

}
