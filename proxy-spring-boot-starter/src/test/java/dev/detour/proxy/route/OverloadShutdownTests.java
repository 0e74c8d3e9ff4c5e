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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway that shuts down while exchanges wait.
 */
class OverloadShutdownTests {

	private final Gate gate = new Gate();

	@Test
	void exchangeWhenItWaitsAndShutdownIsGracefulIsServed() throws Exception {
		try (ScriptedUpstream upstream = upstream()) {
			TestGateway gateway = gateway(upstream, "server.shutdown=graceful");
			try (RawClient one = get(gateway, "/1"); RawClient two = get(gateway, "/2")) {
				upstream.awaitRequests(1);
				Awaitility.await().until(() -> limit(gateway).queued() == 1);
				CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
				this.gate.open();
				assertThat(one.readResponse().status()).isEqualTo(200);
				assertThat(two.readResponse().status()).isEqualTo(200);
				closed.get(20, TimeUnit.SECONDS);
			}
		}
	}

	@Test
	void exchangeWhenItWaitsAndShutdownIsImmediateEnds() throws Exception {
		try (ScriptedUpstream upstream = upstream()) {
			TestGateway gateway = gateway(upstream, "server.shutdown=immediate");
			ExchangeLimit limit = limit(gateway);
			try (RawClient one = get(gateway, "/1"); RawClient two = get(gateway, "/2")) {
				upstream.awaitRequests(1);
				Awaitility.await().until(() -> limit.queued() == 1);
				CompletableFuture.runAsync(gateway::close).get(20, TimeUnit.SECONDS);
				one.awaitClosed();
				two.awaitClosed();
			}
			assertThat(upstream.requests()).hasSize(1);
		}
	}

	private ScriptedUpstream upstream() {
		return ScriptedUpstream.start().always(Script.readRequest().thenStall(this.gate).thenRespond(200).body("ok"));
	}

	private static TestGateway gateway(ScriptedUpstream upstream, String shutdown) {
		return TestGateway.start(Application.class, shutdown, "proxy.routes.a.path=/**",
				"proxy.routes.a.peers=" + upstream.uri(), "proxy.routes.a.overload.max-exchanges=1",
				"proxy.routes.a.overload.queue.timeout=10s");
	}

	private static RawClient get(TestGateway gateway, String target) {
		return RawClient.connect(gateway.port()).send(RawRequest.head("GET", target));
	}

	private static ExchangeLimit limit(TestGateway gateway) {
		return gateway.bean(ProxyRoutes.class).limits().get(0);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
