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

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handshake that fails is told once, in the words of the gateway, and not by Netty as
 * something that nobody has taken care of.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailedHandshakeTests {

	private static final String UNHANDLED = "reached at the tail of the pipeline";

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	private static TestGateway gateway;

	private static ScriptedUpstream upstream;

	private static volatile Peer peer;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException {
		Path chain = Files.writeString(directory.resolve("chain.pem"), CERTIFICATES.server().chainPem());
		Path key = Files.writeString(directory.resolve("key.pem"), CERTIFICATES.server().privateKeyPem());
		upstream = ScriptedUpstream.start(UpstreamTls.of(CERTIFICATES.expired()));
		gateway = TestGateway.start(Forwarding.class, "server.ssl.bundle=server", "server.http2.enabled=true",
				"spring.ssl.bundle.pem.server.keystore.certificate=" + chain.toUri(),
				"spring.ssl.bundle.pem.server.keystore.private-key=" + key.toUri());
	}

	@AfterAll
	static void stop() {
		gateway.close();
		upstream.close();
	}

	@Test
	void handshakeWithPeerWhenItFailsIsNoSurprise(CapturedOutput output) {
		assertIsNoSurprise(Peer.https("localhost", upstream.port()), output);
	}

	@Test
	void handshakeWithPeerThatSpeaksNoTlsIsNoSurprise(CapturedOutput output) {
		try (ScriptedUpstream plain = ScriptedUpstream.start()) {
			assertIsNoSurprise(Peer.https("localhost", plain.port()), output);
		}
	}

	private static void assertIsNoSurprise(Peer to, CapturedOutput output) {
		peer = to;
		try (RawClient client = RawClient.connectTls(gateway.port(), CERTIFICATES.trustingContext())) {
			assertThat(client.get("/").status()).isEqualTo(502);
			// By now Netty would have said so: the channel of the peer is on the same
			// event
			// loop, or another that has closed it before the next request is answered.
			assertThat(client.get("/").status()).isEqualTo(502);
		}
		assertThat(output.getAll()).contains("localhost").doesNotContain(UNHANDLED);
	}

	@Test
	void handshakeWithClientWhenItFailsIsNoSurprise(CapturedOutput output) throws IOException {
		try (Socket client = new Socket("127.0.0.1", gateway.port())) {
			client.setSoTimeout(20_000);
			client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			client.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
		assertThat(output.getAll()).doesNotContain(UNHANDLED);
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return peer;
		}

	}

}
