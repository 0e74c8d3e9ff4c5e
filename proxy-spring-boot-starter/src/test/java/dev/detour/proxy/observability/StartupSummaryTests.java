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

package dev.detour.proxy.observability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what the gateway says about itself: when it starts, and when a handler does
 * something unsafe.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupSummaryTests {

	@Test
	void gatewayWhenStartedSaysWhatIsProxied(CapturedOutput output) {
		try (TestGateway gateway = TestGateway.start(App.class, "logging.level.dev.detour=info")) {
			assertThat(gateway.port()).isPositive();
			assertThat(output).containsOnlyOnce("Proxied paths are mounted directly on the server")
				.containsOnlyOnce("Handler 'payments' proxies GET, POST /pay/**, /payments/** of test.example with "
						+ "upstream_peer, proxy_error")
				.doesNotContain("WARN");
		}
	}

	@Test
	void handlerWhenUnsafeIsWarnedOfOnce(CapturedOutput output) {
		try (TestGateway gateway = TestGateway.start(App.class, "logging.level.dev.detour.proxy.exchange=error",
				"logging.level.dev.detour.proxy.exchange.UnsafeUseLog=warn");
				ScriptedUpstream upstream = ScriptedUpstream.start(UpstreamTls.of(TestCertificates.get().wrongName()));
				RawClient client = RawClient.connect(gateway.port())) {
			upstream.enqueue(Script.readRequest().thenReset(), Script.respond(200), Script.readRequest().thenReset(),
					Script.respond(200));
			Payments.port = upstream.port();
			for (int i = 0; i < 2; i++) {
				assertThat(client.post("/pay", "1").status()).isEqualTo(200);
			}
			assertThat(output)
				.containsOnlyOnce("Handler 'payments' does not verify the certificate of peer " + upstream.address())
				.containsOnlyOnce("Handler 'payments' repeats requests that are not idempotent (POST)");
		}
	}

	@ProxyHandler(path = { "/pay/**", "/payments/**" }, host = "test.example", methods = { "POST", "GET" })
	static class Payments {

		private static volatile int port = 1;

		@UpstreamPeer
		Peer peer() {
			return Peer.https("127.0.0.1", port).withVerifyCertificate(false);
		}

		@OnProxyError
		FailureDecision errorWhileProxy(Attempts attempts) {
			return FailureDecision.retry().evenIfNotIdempotent();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class App {

		@Bean
		Payments payments() {
			return new Payments();
		}

	}

}
