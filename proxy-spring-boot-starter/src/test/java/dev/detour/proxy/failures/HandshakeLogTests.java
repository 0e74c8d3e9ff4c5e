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
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.ForwardProxy;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a connection that cannot be made is logged once, as every failure is.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandshakeLogTests {

	private static volatile Peer peer;

	@Test
	void certificateWhenNotTrustedIsLoggedByTheExchangeOnly(CapturedOutput output) {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(UpstreamTls.of(TestCertificates.get().server()));
				TestGateway gateway = TestGateway.start(Forwarding.class);
				RawClient client = RawClient.connect(gateway.port())) {
			peer = Peer.https("localhost", upstream.port());
			assertThat(client.get("/").status()).isEqualTo(502);
		}
		assertThat(output).contains("INVALID_CERTIFICATE").doesNotContain("exceptionCaught()");
	}

	@Test
	void tunnelWhenRefusedIsLoggedByTheExchangeOnly(CapturedOutput output) {
		try (ScriptedUpstream proxy = ScriptedUpstream.start();
				TestGateway gateway = TestGateway.start(Forwarding.class);
				RawClient client = RawClient.connect(gateway.port())) {
			proxy.always(Script.respond(403));
			peer = Peer.http("peer.example", 80).withForwardProxy(ForwardProxy.http("127.0.0.1", proxy.port()));
			assertThat(client.get("/").status()).isEqualTo(502);
		}
		assertThat(output).contains("CONNECT_FAILED").doesNotContain("exceptionCaught()");
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return peer;
		}

	}

}
