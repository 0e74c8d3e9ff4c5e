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

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.server.ExchangeRouter;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

class SmokeTests {

	static int deadPort;

	static int livePort;

	@Test
	void getWhenFirstPeerIsDownIsAnsweredBySecond() throws Exception {
		try (ClosedPort dead = ClosedPort.take(); ScriptedUpstream live = ScriptedUpstream.start()) {
			live.always(Script.respond(200).body("ok"));
			deadPort = dead.port();
			livePort = live.port();
			try (TestGateway gateway = TestGateway.start(App.class)) {
				int port = gateway.port();
				try (RawClient client = RawClient.connect(port)) {
					var response = client.get("/hello?x=1");
					System.out.println(response);
					assertThat(response.status()).isEqualTo(200);
					System.out.println(client.post("/p", "body"));
					System.out.println(live.requests());
				}
			}
		}
	}

	@Configuration(proxyBeanMethods = false)

	static class App {

		@Bean
		ExchangeRouter router() {
			ProxyHooks<AtomicInteger> hooks = new ProxyHooks<>() {

				@Override
				public AtomicInteger newContext(dev.detour.proxy.http.ProxyRequest request) {
					return new AtomicInteger();
				}

				@Override
				public Answer<Peer> upstreamPeer(ExchangeView<AtomicInteger> exchange) {
					return Answer.of(Peer.http("127.0.0.1", (exchange.context().get() < 1) ? deadPort : livePort));
				}

				@Override
				public Answer<FailureDecision> onConnectFailure(ExchangeView<AtomicInteger> exchange, Peer peer,
						ProxyError error) {
					return Answer.of((exchange.context().getAndIncrement() > 0) ? FailureDecision.giveUp()
							: FailureDecision.retry());
				}
			};
			return (request) -> hooks;
		}

	}

}
