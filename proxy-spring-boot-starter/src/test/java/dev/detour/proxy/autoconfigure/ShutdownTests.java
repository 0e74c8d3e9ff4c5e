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

package dev.detour.proxy.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway that shuts down while an exchange is about to be tried again.
 */
class ShutdownTests {

	private static final CompletableFuture<FailureDecision> DECISION = new CompletableFuture<>();

	private static final CountDownLatch ASKED = new CountDownLatch(1);

	private static final List<Verdict> VERDICTS = new CopyOnWriteArrayList<>();

	private static volatile int port;

	@Test
	void retryWhenShuttingDownIsRefusedAndClientStillGetsAnswer() throws Exception {
		try (ClosedPort dead = ClosedPort.take()) {
			port = dead.port();
			try (TestGateway gateway = TestGateway.start(Application.class);
					RawClient client = RawClient.connect(gateway.port())) {
				client.send(RawRequest.head("GET", "/"));
				assertThat(ASKED.await(10, TimeUnit.SECONDS)).isTrue();
				gateway.bean(ShutdownNotice.class).stop();
				CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
				DECISION.complete(FailureDecision.retry());
				assertThat(client.readResponse().status()).isEqualTo(502);
				assertThat(VERDICTS).singleElement().extracting(Verdict::veto).isEqualTo(VetoReason.SHUTTING_DOWN);
				closed.get(10, TimeUnit.SECONDS);
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Undecided.class)
	static class Application {

		@Bean
		ExchangeListener verdicts() {
			return new ExchangeListener() {

				@Override
				public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
					VERDICTS.add(verdict);
				}

			};
		}

	}

	@ProxyHandler("/**")
	static class Undecided {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", port);
		}

		@OnConnectFailure
		CompletionStage<FailureDecision> failToConnect() {
			ASKED.countDown();
			return DECISION;
		}

	}

}
