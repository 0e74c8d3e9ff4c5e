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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.server.ExchangeRouter;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

class LateAnswerTests {

	@Test
	void eventStreamWhenJudgedLateGetsHeadBeforeFirstEvent() throws Exception {
		Gate event = new Gate();
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestGateway gateway = TestGateway.start(App.class);
				RawClient client = RawClient.connect(gateway.port())) {
			upstream.always(Script.respond(200).chunks("data: 1\n\n").stallAfterHead(event));
			LateHooks hooks = gateway.bean(LateHooks.class);
			hooks.port = upstream.port();
			client.send(RawRequest.head("GET", "/"));
			assertThat(hooks.asked.await(10, TimeUnit.SECONDS)).isTrue();
			hooks.answer.complete(null);
			assertThat(client.readResponseHead().status()).isEqualTo(200);
			event.open();
			assertThat(client.readBytes(12)).asString().isEqualTo("9\r\ndata: 1\n\n");
		}
	}

	/**
	 * Judges a response when the test says so.
	 */
	private static final class LateHooks implements ProxyHooks<Object> {

		private final CountDownLatch asked = new CountDownLatch(1);

		private final CompletableFuture<FailureDecision> answer = new CompletableFuture<>();

		private volatile int port;

		@Override
		public Answer<Peer> upstreamPeer(ExchangeView<Object> exchange) {
			return Answer.of(Peer.http("127.0.0.1", this.port));
		}

		@Override
		public Answer<FailureDecision> onUpstreamResponse(ExchangeView<Object> exchange, Peer peer,
				UpstreamResponse response) {
			this.asked.countDown();
			return Answer.later(this.answer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class App {

		@Bean
		LateHooks hooks() {
			return new LateHooks();
		}

		@Bean
		ExchangeRouter router(LateHooks hooks) {
			return (request) -> hooks;
		}

	}

}
