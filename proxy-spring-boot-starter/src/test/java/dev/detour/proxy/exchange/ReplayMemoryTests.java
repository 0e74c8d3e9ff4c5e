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

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of requests when the copies of all of them together take as much memory as
 * they may.
 */
class ReplayMemoryTests {

	private static final String CONTENT = "x".repeat(40_000);

	@Test
	void requestsWhenMemoryOfGatewayIsUsedUpGoOnAndAreNotReplayable() {
		Gate gate = new Gate();
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream second = ScriptedUpstream.start().always(Script.respond(200).body("second"));
				TestGateway gateway = TestGateway.start(Application.class, "proxy.replay.max-exchange-size=64KB",
						"proxy.replay.max-total-size=60KB", "proxy.routes.a.path=/**", "proxy.routes.a.priorities=0,1",
						"proxy.routes.a.outlier.enabled=false",
						"proxy.routes.a.peers=" + first.uri() + "," + second.uri());
				RawClient holder = RawClient.connect(gateway.port());
				RawClient client = RawClient.connect(gateway.port())) {
			ReplayMemory memory = gateway.bean(Gateway.class).replayMemory();
			first.enqueue(Script.readRequest().thenReset());
			assertThat(put(client).text()).as("replayed while there is memory").isEqualTo("second");
			first.enqueue(Script.readRequest().thenStall(gate).thenRespond(200).body("held"));
			holder.send(RawRequest.withBody("PUT", "/holder", CONTENT));
			first.awaitCompleteRequests(2);
			assertThat(memory.used()).isEqualTo(CONTENT.length());
			first.enqueue(Script.readRequest().thenRespond(200).body("first"));
			assertThat(put(client).text()).as("goes on without a copy").isEqualTo("first");
			first.enqueue(Script.readRequest().thenReset());
			assertThat(put(client).status()).as("not replayable").isEqualTo(502);
			assertThat(second.requests()).hasSize(1);
			assertThat(memory.used()).isEqualTo(CONTENT.length());
			gate.open();
			assertThat(holder.readResponse().text()).isEqualTo("held");
			assertThat(memory.used()).isZero();
		}
	}

	private static RawResponse put(RawClient client) {
		return client.send(RawRequest.withBody("PUT", "/", CONTENT)).readResponse();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
