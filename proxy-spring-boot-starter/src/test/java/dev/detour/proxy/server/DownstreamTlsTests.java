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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that is secured by TLS, through Boot's own properties.
 */
class DownstreamTlsTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	private static ScriptedUpstream upstream;

	private static TestGateway gateway;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException {
		Path chain = Files.writeString(directory.resolve("chain.pem"), CERTIFICATES.server().chainPem());
		Path key = Files.writeString(directory.resolve("key.pem"), CERTIFICATES.server().privateKeyPem());
		upstream = ScriptedUpstream.start();
		gateway = TestGateway.start(Forwarding.class, "server.ssl.bundle=server",
				"spring.ssl.bundle.pem.server.keystore.certificate=" + chain.toUri(),
				"spring.ssl.bundle.pem.server.keystore.private-key=" + key.toUri());
	}

	@AfterAll
	static void stop() {
		gateway.close();
		upstream.close();
	}

	@Test
	void requestsOverTlsAreProxiedAndSaySo() {
		upstream.always(Script.respond(200).body("secure"));
		try (RawClient client = connect()) {
			assertThat(client.get("/one").text()).isEqualTo("secure");
			assertThat(client.post("/two", "content").text()).isEqualTo("secure");
			assertThat(upstream.requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(request.headers("X-Forwarded-Proto")).containsExactly("https"))
				.last()
				.satisfies((request) -> assertThat(request.body().text()).isEqualTo("content"));
		}
	}

	@Test
	void responseThatBreaksOffIsTruncatedForClient() {
		upstream.enqueue(Script.respond(200).body("half of it").onlyBodyBytes(4).thenClose());
		try (RawClient client = connect()) {
			assertThat(client.get("/").ending()).isNotEqualTo(Ending.COMPLETE);
		}
	}

	@Test
	void malformedRequestIsRefused() {
		int before = upstream.requests().size();
		try (RawClient client = connect()) {
			RawResponse response = client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").readResponse();
			assertThat(response.status()).isEqualTo(400);
			assertThat(upstream.requests()).hasSize(before);
		}
	}

	@Test
	void earlyResponseReachesClientThatIsStillSending() {
		upstream.enqueue(Script.readHead().thenRespond(413).thenHold());
		try (RawClient client = connect()) {
			client.send(RawRequest.head("PUT", "/", "Content-Length: 10000000")).sendGenerated(1_000_000);
			assertThat(client.readResponse().status()).isEqualTo(413);
		}
	}

	private static RawClient connect() {
		return RawClient.connectTls(gateway.port(), CERTIFICATES.trustingContext());
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", upstream.port());
		}

	}

}
