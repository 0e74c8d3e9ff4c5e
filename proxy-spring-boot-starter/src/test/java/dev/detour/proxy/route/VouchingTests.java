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

import org.junit.jupiter.api.Test;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Routes whose owner vouches for the repetition of requests.
 */
class VouchingTests {

	@Test
	void requestWhenItsMethodIsVouchedForIsRepeatedWithItsContent() {
		try (ScriptedUpstream broken = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				ScriptedUpstream live = ScriptedUpstream.start();
				TestGateway gateway = gateway(broken, live);
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.post("/orders", "content").text()).isEqualTo("ok");
			assertThat(broken.request(0).body().text()).isEqualTo("content");
			assertThat(live.request(0).body().text()).isEqualTo("content");
		}
	}

	@Test
	void requestWhenItsMethodIsNotVouchedForIsNotRepeated() {
		try (ScriptedUpstream broken = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				ScriptedUpstream live = ScriptedUpstream.start();
				TestGateway gateway = gateway(broken, live);
				RawClient client = RawClient.connect(gateway.port())) {
			client.send("PATCH /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\ncontent");
			assertThat(client.readResponse().status()).isEqualTo(502);
			assertThat(live.requests()).isEmpty();
		}
	}

	@Test
	void requestWhenContentWasNotKeptIsNotRepeatedWhoeverVouches() {
		try (ScriptedUpstream broken = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				ScriptedUpstream live = ScriptedUpstream.start();
				TestGateway gateway = gateway(broken, live, "proxy.replay.max-exchange-size=4B");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.post("/orders", "content").status()).isEqualTo(502);
			assertThat(live.requests()).isEmpty();
		}
	}

	private static TestGateway gateway(ScriptedUpstream first, ScriptedUpstream second, String... properties) {
		String[] all = new String[properties.length + 4];
		System.arraycopy(properties, 0, all, 4, properties.length);
		all[0] = "proxy.routes.orders.path=/orders/**";
		all[1] = "proxy.routes.orders.peers=" + first.uri() + "," + second.uri();
		all[2] = "proxy.routes.orders.priorities=0,1";
		all[3] = "proxy.routes.orders.failover.repeatable-methods=post";
		return TestGateway.start(Object.class, all);
	}

}
