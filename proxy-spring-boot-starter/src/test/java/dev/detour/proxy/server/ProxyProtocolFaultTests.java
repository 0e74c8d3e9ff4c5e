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

package dev.detour.proxy.server;

import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.server.ProxyProtocolTests.Forwarding;
import dev.detour.proxy.testing.ProxyHeaderBytes;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Headers of the PROXY protocol that are none, or are not believed.
 */
class ProxyProtocolFaultTests {

	private static final String[] TRUSTED = ProxyProtocolTests.TRUSTED;

	private static final String[] NOT_TRUSTED = { "proxy.server.proxy-protocol.trusted=192.0.2.1,2001:db8::/32" };

	private ScriptedUpstream upstream;

	@BeforeEach
	void startUpstream() {
		this.upstream = ScriptedUpstream.start();
		ProxyProtocolTests.peerPort = this.upstream.port();
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PROXY TCP4 nobody nowhere 1 2\r\n", "PROXY TCP4 192.0.2.7 198.51.100.1 4711\r\n",
			"PROXY TCP4 192.0.2.7 2001:db8::1 4711 443\r\n", "PROXY\r\n\r\n\r\n\r\n\r\n", "PROXY TCP4 too long",
			"\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\0", "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u0003abc" })
	void connectionWhenHeaderIsMalformedIsClosed(String header) {
		try (TestGateway gateway = ProxyProtocolTests.start(Forwarding.class, "optional", TRUSTED);
				RawClient balancer = RawClient.connect(gateway.port())) {
			balancer.send(header.endsWith("long") ? header + "!".repeat(100) : header);
			balancer.awaitClosed();
			assertThat(this.upstream.requests()).isEmpty();
		}
	}

	@Test
	void connectionWhenHeaderIsTooLargeIsClosed() {
		byte[] header = ProxyHeaderBytes.v2(0x21, 0x11, new byte[65535]);
		try (TestGateway gateway = ProxyProtocolTests.start(Forwarding.class, "required", TRUSTED);
				RawClient balancer = RawClient.connect(gateway.port())) {
			balancer.send(Arrays.copyOf(header, 6000));
			balancer.awaitClosed();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "PROXY TCP4 192.0.2.7 ", "\r\n\r\n\0\r\nQUIT\n\u0021" })
	void connectionWhenHeaderIsSlowIsClosed(String start) {
		try (TestGateway gateway = ProxyProtocolTests.start(Forwarding.class, "required", TRUSTED[0],
				"proxy.server.head-timeout=300ms"); RawClient balancer = RawClient.connect(gateway.port())) {
			balancer.send(start);
			balancer.awaitClosed();
			assertThat(this.upstream.requests()).isEmpty();
		}
	}

	@Test
	void connectionWithoutHeaderIsClosedIfItIsRequired() {
		try (TestGateway gateway = ProxyProtocolTests.start(Forwarding.class, "required", TRUSTED);
				RawClient client = RawClient.connect(gateway.port())) {
			client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").awaitClosed();
			assertThat(this.upstream.requests()).isEmpty();
		}
	}

	@Test
	void headerWhenItsSenderIsNotTrustedIsNone() {
		try (TestGateway gateway = ProxyProtocolTests.start(Forwarding.class, "optional", NOT_TRUSTED);
				RawClient honest = RawClient.connect(gateway.port());
				RawClient liar = RawClient.connect(gateway.port())) {
			assertThat(honest.get("/").status()).isEqualTo(200);
			liar.send(ProxyProtocolTests.V4);
			assertThat(liar.get("/").status()).isEqualTo(400);
			assertThat(this.upstream.requests()).hasSize(1);
		}
	}

	@Test
	void connectionWhenItsSenderIsNotTrustedIsClosedIfAHeaderIsRequired() {
		try (TestGateway gateway = ProxyProtocolTests.start(Forwarding.class, "required", NOT_TRUSTED);
				RawClient liar = RawClient.connect(gateway.port())) {
			liar.awaitClosed();
			assertThat(this.upstream.requests()).isEmpty();
		}
	}

}
