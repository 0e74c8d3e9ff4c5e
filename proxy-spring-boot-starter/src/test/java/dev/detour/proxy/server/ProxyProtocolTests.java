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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ProxyHeaderBytes;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The PROXY protocol from a balancer in front of the gateway.
 */
class ProxyProtocolTests {

	static final String[] TRUSTED = { "proxy.server.proxy-protocol.trusted=10.0.0.0/8,127.0.0.0/8",
			"server.http2.enabled=true" };

	static final byte[] V4 = ProxyHeaderBytes.v1("TCP4 192.0.2.7 198.51.100.1 4711 443");

	static volatile int peerPort;

	private ScriptedUpstream upstream;

	@BeforeEach
	void startUpstream() {
		this.upstream = ScriptedUpstream.start();
		peerPort = this.upstream.port();
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
	}

	@ParameterizedTest
	@MethodSource("headers")
	void clientIsThatOfTheHeader(byte[] header, String client) {
		try (TestGateway gateway = start(Forwarding.class, "required", TRUSTED);
				RawClient balancer = RawClient.connect(gateway.port())) {
			balancer.send(header);
			assertThat(balancer.get("/1").status()).isEqualTo(200);
			assertThat(balancer.get("/2").status()).isEqualTo(200);
			assertClients(client, client);
		}
	}

	static Stream<Arguments> headers() {
		InetSocketAddress v4 = new InetSocketAddress("192.0.2.8", 4711);
		InetSocketAddress v6 = new InetSocketAddress("2001:db8::8", 4711);
		byte[] name = { 0x02, 0x00, 0x01, 'a' };
		return Stream.of(arguments("v1 TCP4", V4, "192.0.2.7"),
				arguments("v1 TCP6", ProxyHeaderBytes.v1("TCP6 2001:db8::7 2001:db8::1 4711 443"), "2001:db8::7"),
				arguments("v1 UNKNOWN", ProxyHeaderBytes.v1("UNKNOWN"), "127.0.0.1"),
				arguments("v2 TCP4", ProxyHeaderBytes.v2(v4, v4), "192.0.2.8"),
				arguments("v2 TCP4 and a name", ProxyHeaderBytes.v2(v4, v4, name), "192.0.2.8"),
				arguments("v2 TCP6", ProxyHeaderBytes.v2(v6, v6), "2001:db8::8"),
				arguments("v2 LOCAL", ProxyHeaderBytes.v2(0x20, 0x00), "127.0.0.1"),
				arguments("v2 LOCAL with addresses", local(ProxyHeaderBytes.v2(v4, v4)), "127.0.0.1"),
				arguments("v2 Unix", ProxyHeaderBytes.v2(0x21, 0x31, new byte[216]), "127.0.0.1"));
	}

	private static byte[] local(byte[] header) {
		header[12] = 0x20;
		return header;
	}

	private static Arguments arguments(String name, byte[] header, String client) {
		return Arguments.of(Named.of(name, header), client);
	}

	@Test
	void headerWhenItComesByteByByteIsRead() {
		try (TestGateway gateway = start(Forwarding.class, "optional", TRUSTED);
				RawClient balancer = RawClient.connect(gateway.port())) {
			for (byte each : V4) {
				balancer.send(new byte[] { each });
			}
			assertThat(balancer.get("/").status()).isEqualTo(200);
			assertClients("192.0.2.7");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Forwarding.class, Filtered.class })
	void streamsOfHttp2AreOfTheSameClient(Class<?> application) {
		try (TestGateway gateway = start(application, "required", TRUSTED)) {
			String preface = new String(V4, StandardCharsets.US_ASCII) + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
			try (RawHttp2Client balancer = RawHttp2Client.connect(gateway.port(), preface)) {
				balancer.frame(RawHttp2Client.SETTINGS, 0, 0);
				for (int stream = 1; stream < 7; stream += 2) {
					assertThat(balancer.get(stream, "/").awaitResponse(stream).status()).isEqualTo(200);
				}
			}
			assertClients("192.0.2.7", "192.0.2.7", "192.0.2.7");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Forwarding.class, Filtered.class })
	void applicationSeesTheClientToo(Class<?> application) {
		try (TestGateway gateway = start(application, "required", TRUSTED);
				RawClient balancer = RawClient.connect(gateway.port())) {
			balancer.send(V4);
			assertThat(balancer.get("/client").text()).isEqualTo("192.0.2.7");
			assertThat(balancer.get("/").status()).isEqualTo(200);
			assertThat(balancer.get("/client").text()).isEqualTo("192.0.2.7");
			assertClients("192.0.2.7");
		}
	}

	@Test
	void headerComesBeforeTls(@TempDir Path directory) throws IOException {
		TestCertificates certificates = TestCertificates.get();
		Path chain = Files.writeString(directory.resolve("chain.pem"), certificates.server().chainPem());
		Path key = Files.writeString(directory.resolve("key.pem"), certificates.server().privateKeyPem());
		String[] properties = { TRUSTED[0], TRUSTED[1], "server.ssl.bundle=server",
				"spring.ssl.bundle.pem.server.keystore.certificate=" + chain.toUri(),
				"spring.ssl.bundle.pem.server.keystore.private-key=" + key.toUri() };
		try (TestGateway gateway = start(Forwarding.class, "optional", properties);
				RawClient direct = RawClient.connectTls(gateway.port(), certificates.trustingContext());
				RawClient balancer = RawClient.connectTls(gateway.port(), certificates.trustingContext(), V4)) {
			assertThat(direct.get("/").status()).isEqualTo(200);
			assertThat(balancer.get("/").status()).isEqualTo(200);
			assertClients("127.0.0.1", "192.0.2.7");
		}
	}

	@Test
	void connectionWithoutHeaderIsServedIfItIsOptional() {
		try (TestGateway gateway = start(Forwarding.class, "optional", TRUSTED);
				RawClient client = RawClient.connect(gateway.port());
				RawHttp2Client http2 = RawHttp2Client.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(200);
			assertThat(http2.get(1, "/").awaitResponse(1).status()).isEqualTo(200);
			assertClients("127.0.0.1", "127.0.0.1");
		}
	}

	@Test
	void everybodyWhenTrustedIsBelieved() {
		try (TestGateway gateway = start(Forwarding.class, "required",
				"proxy.server.proxy-protocol.trusted=0.0.0.0/0,::/0");
				RawClient balancer = RawClient.connect(gateway.port())) {
			assertThat(balancer.send(V4).get("/").status()).isEqualTo(200);
			assertClients("192.0.2.7");
		}
	}

	static TestGateway start(Class<?> application, String mode, String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 2);
		all[properties.length] = "proxy.server.proxy-protocol.mode=" + mode;
		all[properties.length + 1] = "logging.level.dev.detour=error";
		return TestGateway.start(application, all);
	}

	private void assertClients(String... clients) {
		assertThat(this.upstream.requests()).map((request) -> String.join("|", request.headers("X-Forwarded-For")))
			.containsExactly(clients);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Forwarding.class)
	static class Filtered {

		@Bean
		WebFilter idleFilter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

	@ProxyHandler("/**")
	@Import(Application.class)
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", peerPort);
		}

	}

	@RestController
	static class Application {

		@GetMapping("/client")
		String client(ServerHttpRequest request) {
			return request.getRemoteAddress().getAddress().getHostAddress();
		}

	}

}
