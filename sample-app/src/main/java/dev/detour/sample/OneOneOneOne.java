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

import java.time.Duration;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.peer.Peer;

/**
 * The scenario of Pingora's failover guide: a first peer that nobody can reach, and a
 * second one on the internet. It takes all requests for the host {@code one.one.one.one}.
 */
@ProxyHandler(host = "one.one.one.one")
class OneOneOneOne {

	@UpstreamPeer
	Peer upstreamPeer(Tries tries) {
		String address = (tries.count < 1) ? "192.0.2.1" : "1.1.1.1";
		return Peer.https(address, 443).withSni("one.one.one.one").withConnectTimeout(Duration.ofMillis(100));
	}

	@OnConnectFailure
	FailureDecision failToConnect(Tries tries) {
		return (tries.count++ > 0) ? FailureDecision.giveUp() : FailureDecision.retry();
	}

	static class Tries {

		int count;

	}

}
