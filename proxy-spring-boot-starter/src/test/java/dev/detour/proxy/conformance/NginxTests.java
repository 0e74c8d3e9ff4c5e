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
import java.util.function.IntFunction;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.Nginx;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * nginx as a peer, over HTTP/1.1 and HTTP/2.
 */
class NginxTests {

	private static final String DIRECTIVES = """
			client_max_body_size 1m;
			gzip on;
			gzip_proxied any;
			gzip_types text/plain;
			default_type text/plain;
			root ./;
			add_header X-Protocol $server_protocol;
			location /return { return 200 "you are at $request_uri"; }
			location = /file.txt { }
			""";

	private static final String CONTENT = "0123456789".repeat(100_000);

	private static Nginx plain;

	private static Nginx secure;

	private static TestGateway gateway;

	private static volatile Peer peer;

	@BeforeAll
	static void start() throws IOException {
		plain = start("");
		secure = start("ssl http2");
		gateway = TestGateway.start(Forwarding.class, ServerCertificate.trust());
	}

	private static Nginx start(String listen) throws IOException {
		Nginx nginx = Nginx.start(listen, DIRECTIVES);
		Files.writeString(nginx.directory().resolve("file.txt"), CONTENT);
		return nginx;
	}

	@AfterAll
	static void stop() {
		// Nothing was started where nginx is not installed.
		if (gateway != null) {
			gateway.close();
			secure.close();
			plain.close();
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
		peer = version.peer.apply(((version == Version.HTTP_1_1) ? plain : secure).port());
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
