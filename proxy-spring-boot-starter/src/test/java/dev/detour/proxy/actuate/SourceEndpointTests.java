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

package dev.detour.proxy.actuate;

import java.time.Instant;
import java.util.List;

import com.jayway.jsonpath.DocumentContext;
import io.netty.handler.codec.dns.DnsResponseCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.testing.NameServer;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint says about where peers come from.
 */
class SourceEndpointTests {

	@Test
	void groupWhenItsPeersComeFromASourceSaysHowThatIsDoing() {
		try (NameServer names = NameServer.start().addresses("stock.test", 0, "127.0.0.1");
				ScriptedUpstream peer = ScriptedUpstream.start();
				WatchedGateway gateway = WatchedGateway.start(List.of(peer.port()), names.property(),
						"proxy.groups.found.dns.name=stock.test", "proxy.groups.found.dns.port=" + peer.port(),
						"proxy.groups.found.dns.family=ipv4", "proxy.defaults.refresh.min-interval=20ms",
						"proxy.groups.named.peers=" + peer.uri())) {
			DocumentContext json = gateway.json("/actuator/proxy/groups");
			assertThat(json.<List<String>>read("$.groups[?(@.name == 'found')].source.kind")).containsExactly("dns");
			assertThat(json.<List<String>>read("$.groups[?(@.name == 'found')].source.name"))
				.containsExactly("stock.test");
			assertThat(json.<List<String>>read("$.groups[?(@.name == 'found')].source.lastSuccess")).singleElement()
				.satisfies((time) -> assertThat(Instant.parse(time)).isBeforeOrEqualTo(Instant.now()));
			assertThat(json.<List<Integer>>read("$.groups[?(@.name == 'found')].source.failures")).containsExactly(0);
			assertThat(json.<List<Object>>read("$.groups[?(@.name == 'found')].source.failure")).isEmpty();
			assertThat(json.<List<Object>>read("$.groups[?(@.name == 'named')].source")).isEmpty();
			names.fail("stock.test", DnsResponseCode.SERVFAIL);
			Awaitility.await()
				.untilAsserted(() -> assertThat(gateway.json("/actuator/proxy/groups")
					.<List<String>>read("$.groups[?(@.name == 'found')].source.failure")).singleElement()
					.asString()
					.contains("ServFail"));
		}
	}

}
