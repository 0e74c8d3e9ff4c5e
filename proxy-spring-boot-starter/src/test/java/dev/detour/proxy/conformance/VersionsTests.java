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

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.zip.CRC32;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every version of HTTP that a client may speak with every one that a peer may: Spring's
 * WebClient in front, Reactor Netty's server behind.
 */
@ParameterizedClass
@EnumSource
class VersionsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	static EchoServer server;

	static ServerCertificate certificate;

	static TestGateway gateway;

	static LoopResources loops;

	static ConnectionProvider connections;

	static HttpClient http;

	private static volatile Peer peer;

	@Parameter
	Client client;

	@BeforeAll
	static void startServer(@TempDir Path directory) throws IOException {
		certificate = ServerCertificate.in(directory);
		server = new EchoServer(certificate);
		loops = LoopResources.create("web-client", 1, true);
	}

	@AfterAll
	static void stopServer() {
		server.close();
		loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(PATIENCE);
	}

	@BeforeParameterizedClassInvocation
	static void startGateway(Client client) {
		gateway = TestGateway.start(Forwarding.class, client.secure ? certificate.properties()
				: new String[] { "server.http2.enabled=true", ServerCertificate.trust() });
		connections = ConnectionProvider.create("web-client");
		http = client.of(HttpClient.create(connections)
			.runOn(loops)
			.baseUrl((client.secure ? "https" : "http") + "://localhost:" + gateway.port()));
	}

	@AfterParameterizedClassInvocation
	static void stopGateway() {
		connections.disposeLater().block(PATIENCE);
		gateway.close();
	}

	@ParameterizedTest
	@EnumSource
	void greetingArrivesInTheVersionOfEitherSide(Upstream upstream) {
		upstream.use();
		ResponseEntity<String> response = web().get().uri("/").retrieve().toEntity(String.class).block(PATIENCE);
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getHeaders().getContentLength()).isEqualTo(13);
		assertThat(response.getHeaders().get("X-Upstream-Version")).containsExactly(upstream.version);
		assertThat(response.getBody()).isEqualTo(EchoServer.GREETING);
		assertThat(http.get().uri("/").response().map((head) -> head.version().majorVersion()).block(PATIENCE))
			.isEqualTo(this.client.major);
	}

	@ParameterizedTest
	@EnumSource
	void hostIsThatOfTheClientUnlessThePeerOverridesIt(Upstream upstream) {
		upstream.use();
		assertThat(host()).isEqualTo("localhost:" + gateway.port());
		peer = peer.withHostHeader("test.example");
		assertThat(host()).isEqualTo("test.example");
	}

	private static String host() {
		return web().get()
			.uri("/")
			.retrieve()
			.toBodilessEntity()
			.block(PATIENCE)
			.getHeaders()
			.getFirst("X-Upstream-Host");
	}

	@ParameterizedTest
	@EnumSource
	void uploadIsEchoed(Upstream upstream) {
		upstream.use();
		assertThat(
				web().post().uri("/echo").bodyValue("test upload").retrieve().bodyToMono(String.class).block(PATIENCE))
			.isEqualTo("test upload");
		assertThat(web().method(HttpMethod.GET)
			.uri("/echo")
			.bodyValue("content of GET")
			.retrieve()
			.bodyToMono(String.class)
			.block(PATIENCE)).isEqualTo("content of GET");
	}

	@ParameterizedTest
	@EnumSource
	void uploadOfMegabytesArrivesWhole(Upstream upstream) {
		upstream.use();
		CRC32 sum = new CRC32();
		sum.update(EchoServer.large());
		assertThat(web().post()
			.uri("/sum")
			.bodyValue(EchoServer.large())
			.retrieve()
			.bodyToMono(String.class)
			.block(PATIENCE)).isEqualTo(Long.toHexString(sum.getValue()));
	}

	@ParameterizedTest
	@EnumSource
	void downloadOfMegabytesArrivesWhole(Upstream upstream) {
		upstream.use();
		assertThat(web().get().uri("/large").retrieve().bodyToMono(byte[].class).block(PATIENCE))
			.isEqualTo(EchoServer.large());
	}

	@ParameterizedTest
	@EnumSource
	void responseToHeadHasLengthButNoContent(Upstream upstream) {
		upstream.use();
		ResponseEntity<String> response = web().head().uri("/length").retrieve().toEntity(String.class).block(PATIENCE);
		assertThat(response.getHeaders().getContentLength()).isEqualTo(11);
		assertThat(response.getBody()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void trailersOfTheResponseArrive(Upstream upstream) {
		upstream.use();
		HttpHeaders trailers = http.get()
			.uri("/trailers")
			.responseSingle((head, content) -> content.asString().then(head.trailerHeaders()))
			.block(PATIENCE);
		assertThat(trailers.getAll("x-sum")).containsExactly("42");
	}

	private static WebClient web() {
		return WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(http))
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
			.build();
	}

	/**
	 * How clients speak.
	 */
	enum Client {

		HTTP_1_1(false, 1, HttpProtocol.HTTP11),

		H2C(false, 2, HttpProtocol.H2C),

		HTTPS_1_1(true, 1, HttpProtocol.HTTP11),

		H2(true, 2, HttpProtocol.H2);

		private final boolean secure;

		private final int major;

		private final HttpProtocol protocol;

		Client(boolean secure, int major, HttpProtocol protocol) {
			this.secure = secure;
			this.major = major;
			this.protocol = protocol;
		}

		HttpClient of(HttpClient client) {
			HttpClient speaking = client.protocol(this.protocol);
			if (!this.secure) {
				return speaking;
			}
			File trust = TestCertificates.get().caPem().toFile();
			GenericSslContextSpec<SslContextBuilder> tls = (this.major == 2)
					? Http2SslContextSpec.forClient().configure((context) -> context.trustManager(trust))
					: Http11SslContextSpec.forClient().configure((context) -> context.trustManager(trust));
			return speaking.secure((spec) -> spec.sslContext(tls));
		}

	}

	/**
	 * How peers are spoken to.
	 */
	enum Upstream {

		HTTP_1_1("1.1", (port) -> Peer.http("127.0.0.1", port)),

		H2C("2.0", (port) -> Peer.http("127.0.0.1", port).withProtocols(Protocols.HTTP_2)),

		HTTPS_1_1("1.1", (port) -> Peer.https("localhost", port).withSslBundle("ca")),

		H2("2.0", (port) -> Peer.https("localhost", port).withSslBundle("ca").withProtocols(Protocols.HTTP_2_OR_1_1));

		private final String version;

		private final IntFunction<Peer> peer;

		Upstream(String version, IntFunction<Peer> peer) {
			this.version = version;
			this.peer = peer;
		}

		void use() {
			VersionsTests.peer = this.peer
				.apply((this == HTTP_1_1 || this == H2C) ? server.plainPort() : server.securePort());
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
