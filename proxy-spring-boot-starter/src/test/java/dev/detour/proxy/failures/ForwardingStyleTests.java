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

package dev.detour.proxy.failures;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.exchange.ForwardedStyle;
import dev.detour.proxy.exchange.ForwardingRules;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ways of telling peers about the client that are not the default.
 */
class ForwardingStyleTests {

	@Test
	void clientWhenStyleIsForwardedIsInOneField() {
		RecordedRequest request = exchange(new ForwardingRules(ForwardedStyle.FORWARDED, false),
				"Forwarded: for=192.0.2.1");
		assertThat(request.headers("Forwarded"))
			.containsExactly("for=192.0.2.1, for=\"127.0.0.1\";host=\"test.example\";proto=http");
		assertThat(request.headerLines()).noneMatch((line) -> line.matches("(?i)(x-forwarded|via).*"));
	}

	@Test
	void clientWhenThereIsNoStyleIsNotTold() {
		RecordedRequest request = exchange(new ForwardingRules(ForwardedStyle.NONE, false),
				"X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1");
		assertThat(request.headerLines()).containsExactly("Host: test.example", "X-Forwarded-For: 192.0.2.1",
				"Forwarded: for=192.0.2.1");
	}

	private static RecordedRequest exchange(ForwardingRules rules, String... fields) {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				FailureGateway gateway = FailureGateway.start(rules);
				RawClient client = gateway.connect()) {
			gateway.others(TestHooks.peers(Peer.http("127.0.0.1", upstream.port())));
			assertThat(client.get("/", fields).header("Via")).isEmpty();
			return upstream.request(0);
		}
	}

}
