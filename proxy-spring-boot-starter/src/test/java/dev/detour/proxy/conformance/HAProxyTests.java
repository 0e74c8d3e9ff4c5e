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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.peer.ProxyProtocol;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.Nginx;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The PROXY protocol from HAProxy in front of the gateway to nginx behind it. HAProxy
 * passes TLS on as it is.
 */
class HAProxyTests {

	private static final String CLIENT = """
			location ~ . { return 200 "$proxy_protocol_addr $proxy_protocol_server_port $server_protocol"; }
			""";

	private static Nginx plain;

	private static Nginx secure;

	private static TestGateway gateway;

	private static Process process;

	private static int v1Port;

	private static int v2Port;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException {
		assumeThat(Commands.isInstalled("haproxy", "-v")).as("HAProxy is not installed").isTrue();
		assumeThat(Commands.isInstalled("curl", "--version")).as("curl is not installed").isTrue();
		plain = Nginx.start("proxy_protocol", CLIENT);
		secure = Nginx.start("ssl http2 proxy_protocol", CLIENT);
		String[] properties = { "proxy.server.proxy-protocol.mode=required",
				"proxy.server.proxy-protocol.trusted=127.0.0.1" };
		gateway = TestGateway.start(Forwarding.class,
				Stream.of(ServerCertificate.in(directory).properties(), properties)
					.flatMap(Stream::of)
					.toArray(String[]::new));
		startHAProxy(directory);
	}

	private static void startHAProxy(Path directory) throws IOException {
		try (ClosedPort one = ClosedPort.take(); ClosedPort two = ClosedPort.take()) {
			v1Port = one.port();
			v2Port = two.port();
		}
		Path configuration = Files.writeString(directory.resolve("haproxy.cfg"), """
				defaults
					mode tcp
					timeout connect 10s
					timeout client 10s
					timeout server 10s
				listen v1
					bind 127.0.0.1:%d
					server gateway 127.0.0.1:%d send-proxy
				listen v2
					bind 127.0.0.1:%d
					server gateway 127.0.0.1:%d send-proxy-v2 proxy-v2-options crc32c
				""".formatted(v1Port, gateway.port(), v2Port, gateway.port()));
		process = new ProcessBuilder("haproxy", "-db", "-f", configuration.toString()).redirectErrorStream(true)
			.redirectOutput(directory.resolve("haproxy.log").toFile())
			.start();
		Awaitility.await().ignoreException(IOException.class).until(() -> {
			assertThat(process.isAlive()).as(Files.readString(directory.resolve("haproxy.log"))).isTrue();
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress("127.0.0.1", v2Port));
				return true;
			}
		});
	}

	@AfterAll
	static void stop() throws InterruptedException {
		// Nothing was started where something is not installed.
		if (process != null) {
			process.destroy();
			process.waitFor(5, TimeUnit.SECONDS);
		}
		if (gateway != null) {
			gateway.close();
			secure.close();
			plain.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "1, --http1.1, plain, HTTP/1.1", "1, --http2, secure, HTTP/2.0", "2, --http1.1, secure, HTTP/2.0",
			"2, --http2, plain, HTTP/1.1" })
	void clientOfTheFirstHopIsKnownToTheLast(int version, String http, String peer, String protocol) throws Exception {
		int port = (version == 1) ? v1Port : v2Port;
		String url = "https://localhost:" + port + "/" + peer;
		String told = Commands.run("curl", "-sS", "--max-time", "20", "--ipv4", "--interface", "127.0.0.9", "--cacert",
				TestCertificates.get().caPem().toString(), http, "-w", " %{http_version}", url, url);
		String each = "127.0.0.9 " + port + " " + protocol + " " + (http.equals("--http2") ? "2" : "1.1");
		assertThat(told).isEqualTo(each + each);
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer(ProxyRequest request) {
			return request.path().equals("/plain")
					? Peer.http("127.0.0.1", plain.port()).withProxyProtocol(ProxyProtocol.V1)
					: Peer.https("localhost", secure.port())
						.withSslBundle("ca")
						.withProtocols(Protocols.HTTP_2_OR_1_1)
						.withProxyProtocol(ProxyProtocol.V2);
		}

	}

}
