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

import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ForkedGateway;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transfers that are much larger than the memory of the gateway.
 */
@Tag("slow")
class LargeTransferTests {

	private static final long ONE_GIGABYTE = 1L << 30;

	private static final String[] SMALL_MEMORY = { "-Xmx64m", "-XX:MaxDirectMemorySize=64m",
			"-XX:+ExitOnOutOfMemoryError" };

	@Test
	void uploadOfOneGigabyteRunsInSmallMemory() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				ForkedGateway gateway = start(upstream);
				RawClient client = RawClient.connect(gateway.port()).timeout(Duration.ofMinutes(2))) {
			client.send(RawRequest.head("PUT", "/", "Content-Length: " + ONE_GIGABYTE));
			client.sendGenerated(ONE_GIGABYTE);
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(upstream.request(0).complete()).isTrue();
			assertThat(upstream.request(0).body().length()).isEqualTo(ONE_GIGABYTE);
			assertThat(upstream.request(0).body().crc32()).isEqualTo(GeneratedBody.crc32(ONE_GIGABYTE));
			assertThat(gateway.isAlive()).isTrue();
		}
	}

	@Test
	void downloadOfOneGigabyteRunsInSmallMemory() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
			upstream.always(Script.respond(200).generatedBody(ONE_GIGABYTE));
			try (ForkedGateway gateway = start(upstream);
					RawClient client = RawClient.connect(gateway.port()).timeout(Duration.ofMinutes(2))) {
				RawResponse response = client.get("/");
				assertThat(response.body().length()).isEqualTo(ONE_GIGABYTE);
				assertThat(response.body().crc32()).isEqualTo(GeneratedBody.crc32(ONE_GIGABYTE));
				assertThat(gateway.isAlive()).isTrue();
			}
		}
	}

	private static ForkedGateway start(ScriptedUpstream upstream) {
		String[] arguments = Arrays.copyOf(SMALL_MEMORY, SMALL_MEMORY.length + 1);
		arguments[SMALL_MEMORY.length] = "-Dupstream=" + upstream.uri();
		return ForkedGateway.start(Forwarding.class, arguments);
	}

	@ProxyHandler("/**")
	static class Forwarding {

		private final Peer peer = Peer.of(System.getProperty("upstream"));

		@UpstreamPeer
		Peer peer() {
			return this.peer;
		}

	}

}
