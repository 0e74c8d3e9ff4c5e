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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Clients as people use them, against a server that offers HTTP/2 by TLS.
 */
class Http2ClientsTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	private static ScriptedUpstream upstream;

	private static TestGateway gateway;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException {
		Path chain = Files.writeString(directory.resolve("chain.pem"), CERTIFICATES.server().chainPem());
		Path key = Files.writeString(directory.resolve("key.pem"), CERTIFICATES.server().privateKeyPem());
		upstream = ScriptedUpstream.start().always(Script.respond(200).body("hello"));
		gateway = TestGateway.start(Forwarding.class, "server.http2.enabled=true", "server.ssl.bundle=server",
				"spring.ssl.bundle.pem.server.keystore.certificate=" + chain.toUri(),
				"spring.ssl.bundle.pem.server.keystore.private-key=" + key.toUri());
	}

	@AfterAll
	static void stop() {
		gateway.close();
		upstream.close();
	}

	@ParameterizedTest
	@EnumSource
	void clientOfTheJdkIsServed(HttpClient.Version version) throws Exception {
		HttpClient client = HttpClient.newBuilder().sslContext(CERTIFICATES.trustingContext()).version(version).build();
		HttpRequest request = HttpRequest.newBuilder(uri("/jdk/" + version))
			.POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
			.build();
		List<CompletableFuture<HttpResponse<String>>> responses = IntStream.range(0, 50)
			.mapToObj((i) -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
			.toList();
		for (CompletableFuture<HttpResponse<String>> response : responses) {
			assertThat(response.get().version()).isEqualTo(version);
			assertThat(response.get().body()).isEqualTo("hello");
		}
		assertThat(upstream.requests()).filteredOn((sent) -> sent.target().equals("/jdk/" + version))
			.hasSize(50)
			.allSatisfy((sent) -> assertThat(sent.body().length()).isEqualTo(100_000))
			.allSatisfy((sent) -> assertThat(sent.headers("X-Forwarded-Proto")).containsExactly("https"));
	}

	@Test
	void curlSpeaksHttp2() throws Exception {
		assumeThat(run("curl", "--version")).as("curl is not installed, or without HTTP/2").contains("HTTP2");
		String output = run("curl", "-sS", "--http2", "--cacert", CERTIFICATES.caPem().toString(), "-w",
				" %{http_version} %{response_code}", uri("/curl").toString());
		assertThat(output).isEqualTo("hello 2 200");
	}

	@Test
	void h2loadIsServed() throws Exception {
		assumeThat(run("h2load", "--version")).as("h2load is not installed (Debian: nghttp2-client)")
			.contains("h2load");
		assertThat(run("h2load", "-n", "1000", "-c", "4", "-m", "10", uri("/h2load").toString()))
			.contains("1000 succeeded, 0 failed");
	}

	@Test
	void clientThatNegotiatesHttp11IsServedAndGuarded() {
		try (RawClient client = RawClient.connectTls(gateway.port(), CERTIFICATES.trustingContext())) {
			assertThat(client.get("/old").text()).isEqualTo("hello");
			RawResponse refused = client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").readResponse();
			assertThat(refused.status()).isEqualTo(400);
		}
	}

	private static URI uri(String path) {
		return URI.create("https://localhost:" + gateway.port() + path);
	}

	private static String run(String... command) throws InterruptedException {
		try {
			Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			process.waitFor();
			return output;
		}
		catch (IOException ex) {
			return "";
		}
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", upstream.port());
		}

	}

}
