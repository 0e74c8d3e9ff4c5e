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

package dev.detour.proxy.annotation;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference scenario of the failover guide, over real sockets: a first peer whose
 * connection times out, a second one that may be up or down.
 */
class AnnotatedHandlerTests {

	private static volatile int firstPort;

	private static volatile int secondPort;

	@Test
	void getWhenFirstPeerTimesOutIsAnsweredBySecond() throws Exception {
		try (BlackHole first = BlackHole.open(); ScriptedUpstream second = ScriptedUpstream.start()) {
			second.always(Script.respond(200).body("second"));
			RawResponse response = get(first.port(), second.port());
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.text()).isEqualTo("second");
			assertThat(second.requests()).hasSize(1);
		}
	}

	@Test
	void getWhenBothPeersCannotBeReachedIsBadGateway() throws Exception {
		try (BlackHole first = BlackHole.open(); ClosedPort second = ClosedPort.take()) {
			assertThat(get(first.port(), second.port()).status()).isEqualTo(502);
		}
	}

	@Test
	void getWhenBothPeersTimeOutIsBadGateway() throws Exception {
		try (BlackHole first = BlackHole.open(); BlackHole second = BlackHole.open()) {
			assertThat(get(first.port(), second.port()).status()).isEqualTo(502);
		}
	}

	private static RawResponse get(int first, int second) throws Exception {
		firstPort = first;
		secondPort = second;
		try (TestGateway gateway = TestGateway.start(OneOneOneOne.class);
				RawClient client = RawClient.connect(gateway.port())) {
			return client.get("/");
		}
	}

	@ProxyHandler("/**")
	static class OneOneOneOne {

		@UpstreamPeer
		Peer upstreamPeer(Tries tries) {
			int port = (tries.count < 1) ? firstPort : secondPort;
			return Peer.http("127.0.0.1", port).withConnectTimeout(Duration.ofMillis(100));
		}

		@OnConnectFailure
		FailureDecision failToConnect(Tries tries) {
			return (tries.count++ > 0) ? FailureDecision.giveUp() : FailureDecision.retry();
		}

		static class Tries {

			int count;

		}

	}

}
