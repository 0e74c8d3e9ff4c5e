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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntFunction;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * nginx as a peer, over HTTP/1.1 and HTTP/2.
 */
class NginxTests {

	private static final String CONFIGURATION = """
			daemon off;
			master_process off;
			pid %1$s/nginx.pid;
			error_log stderr;
			events { worker_connections 256; }
			http {
			  access_log off;
			  client_body_temp_path %1$s/body;
			  proxy_temp_path %1$s/proxy;
			  fastcgi_temp_path %1$s/fastcgi;
			  uwsgi_temp_path %1$s/uwsgi;
			  scgi_temp_path %1$s/scgi;
			  client_max_body_size 1m;
			  gzip on;
			  gzip_proxied any;
			  gzip_types text/plain;
			  default_type text/plain;
			  server {
			    listen 127.0.0.1:%2$d;
			    listen 127.0.0.1:%3$d ssl http2;
			    ssl_certificate %4$s;
			    ssl_certificate_key %5$s;
			    root %1$s;
			    add_header X-Protocol $server_protocol;
			    location /return { return 200 "you are at $request_uri"; }
			  }
			}
			""";

	private static final String CONTENT = "0123456789".repeat(100_000);

	private static Process nginx;

	private static TestGateway gateway;

	private static volatile Peer peer;

	private static int plainPort;

	private static int securePort;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException {
		assumeThat(Commands.isInstalled("nginx", "-v")).as("nginx is not installed").isTrue();
		ServerCertificate certificate = ServerCertificate.in(directory);
		Files.writeString(directory.resolve("file.txt"), CONTENT);
		plainPort = freePort();
		securePort = freePort();
		Path configuration = Files.writeString(directory.resolve("nginx.conf"),
				CONFIGURATION.formatted(directory, plainPort, securePort, certificate.chain(), certificate.key()));
		nginx = new ProcessBuilder("nginx", "-p", directory.toString(), "-c", configuration.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("nginx.log").toFile())
			.start();
		gateway = TestGateway.start(Forwarding.class, ServerCertificate.trust());
		peer = Peer.http("127.0.0.1", plainPort);
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			try (RawClient client = RawClient.connect(gateway.port())) {
				assertThat(client.get("/return").status()).isEqualTo(200);
			}
		});
	}

	private static int freePort() throws IOException {
		try (ClosedPort port = ClosedPort.take()) {
			return port.port();
		}
	}

	@AfterAll
	static void stop() throws InterruptedException {
		if (gateway != null) {
			gateway.close();
		}
		if (nginx != null) {
			nginx.destroy();
			nginx.waitFor();
		}
	}

	@ParameterizedTest
	@EnumSource
	void targetArrivesByteForByte(Version version) {
		try (RawClient client = use(version)) {
			RawResponse response = client.get("/return/%41?a=%20&b");
			assertThat(response.text()).isEqualTo("you are at /return/%41?a=%20&b");
			assertThat(response.headers("X-Protocol")).containsExactly(version.protocol);
		}
	}

	@ParameterizedTest
	@EnumSource
	void fileArrivesWhole(Version version) {
		try (RawClient client = use(version)) {
			RawResponse response = client.get("/file.txt");
			assertThat(response.headers("Content-Length")).containsExactly(Integer.toString(CONTENT.length()));
			assertThat(response.text()).isEqualTo(CONTENT);
			assertThat(client.head("/file.txt").headers("Content-Length"))
				.containsExactly(Integer.toString(CONTENT.length()));
		}
	}

	@ParameterizedTest
	@EnumSource
	void rangeArrivesAsAsked(Version version) {
		try (RawClient client = use(version)) {
			RawResponse response = client.get("/file.txt", "Range: bytes=5-14");
			assertThat(response.status()).isEqualTo(206);
			assertThat(response.headers("Content-Range")).containsExactly("bytes 5-14/" + CONTENT.length());
			assertThat(response.text()).isEqualTo("5678901234");
			assertThat(client.get("/file.txt", "Range: bytes=9000000-").status()).isEqualTo(416);
		}
	}

	@ParameterizedTest
	@EnumSource
	void contentCodingIsLeftAlone(Version version) {
		try (RawClient client = use(version)) {
			RawResponse response = client.get("/file.txt", "Accept-Encoding: gzip");
			assertThat(response.headers("Content-Encoding")).containsExactly("gzip");
			assertThat(response.body().length()).isLessThan(CONTENT.length() / 10);
		}
	}

	@ParameterizedTest
	@EnumSource
	void validatorIsPassedOn(Version version) {
		try (RawClient client = use(version)) {
			String tag = client.head("/file.txt").header("ETag").orElseThrow();
			assertThat(client.get("/file.txt", "If-None-Match: " + tag).status()).isEqualTo(304);
		}
	}

	@ParameterizedTest
	@EnumSource
	void uploadThatIsTooLargeGetsTheAnswerOfThePeer(Version version) {
		try (RawClient client = use(version)) {
			assertThat(client.post("/return", "x".repeat(2 << 20)).status()).isEqualTo(413);
		}
	}

	private static RawClient use(Version version) {
		peer = version.peer.apply((version == Version.HTTP_1_1) ? plainPort : securePort);
		return RawClient.connect(gateway.port());
	}

	/**
	 * How nginx is spoken to.
	 */
	enum Version {

		HTTP_1_1("HTTP/1.1", (port) -> Peer.http("127.0.0.1", port)),

		HTTPS_1_1("HTTP/1.1", (port) -> Peer.https("localhost", port).withSslBundle("ca")),

		H2("HTTP/2.0",
				(port) -> Peer.https("localhost", port).withSslBundle("ca").withProtocols(Protocols.HTTP_2_OR_1_1));

		private final String protocol;

		private final IntFunction<Peer> peer;

		Version(String protocol, IntFunction<Peer> peer) {
			this.protocol = protocol;
			this.peer = peer;
		}

	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return peer;
		}

	}

}
