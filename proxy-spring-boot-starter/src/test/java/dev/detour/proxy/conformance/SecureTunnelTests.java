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

package dev.detour.proxy.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tunnels with TLS on both sides.
 */
class SecureTunnelTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	private static ScriptedUpstream upstream;

	private static TestGateway gateway;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException {
		upstream = ScriptedUpstream.start(UpstreamTls.of(CERTIFICATES.server()));
		gateway = TestGateway.start(Forwarding.class, ServerCertificate.in(directory).properties());
	}

	@AfterAll
	static void stop() {
		gateway.close();
		upstream.close();
	}

	@Test
	void bytesGoBothWaysUntilTheClientEnds() throws InterruptedException {
		upstream.always(Script.upgradeToEcho("custom/1"));
		long size = 4L << 20;
		try (RawClient client = upgrade()) {
			Thread sender = new Thread(() -> client.sendGenerated(size));
			sender.start();
			CRC32 sum = new CRC32();
			for (int i = 0; i < 64; i++) {
				sum.update(client.readBytes((int) size / 64));
			}
			sender.join();
			assertThat(sum.getValue()).isEqualTo(GeneratedBody.crc32(size));
			client.halfClose().awaitClosed();
		}
		upstream.awaitConnectionClosed(upstream.connectionCount() - 1);
	}

	@Test
	void lastBytesOfThePeerArriveBeforeItsEnd() {
		upstream.always(Script.readHead()
			.thenRespond(101)
			.header("Connection", "Upgrade")
			.header("Upgrade", "custom/1")
			.thenWrite("last words")
			.thenClose());
		try (RawClient client = upgrade()) {
			assertThat(new String(client.readBytes(10))).isEqualTo("last words");
			client.awaitClosed();
		}
	}

	private static RawClient upgrade() {
		RawClient client = RawClient.connectTls(gateway.port(), CERTIFICATES.trustingContext());
		client.send(RawRequest.head("GET", "/", "Connection: Upgrade", "Upgrade: custom/1"));
		assertThat(client.readResponseHead().status()).isEqualTo(101);
		return client;
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.https("localhost", upstream.port()).withSslBundle("ca");
		}

	}

}
