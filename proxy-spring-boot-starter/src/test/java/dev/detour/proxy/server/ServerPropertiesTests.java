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
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties of Spring Boot's server, for requests that the direct mount takes on past
 * Reactor Netty.
 */
class ServerPropertiesTests {

	private static volatile int peerPort;

	private static volatile String lastClient;

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

	@Test
	void headAndLineAreLimited() {
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "server.max-http-request-header-size=2KB",
				"server.netty.max-initial-line-length=1KB", "logging.level.reactor.netty=error")) {
			assertThat(status(gateway, RawRequest.head("GET", "/", "X-Large: " + "a".repeat(1900)))).isEqualTo(200);
			assertThat(status(gateway, RawRequest.head("GET", "/", "X-Large: " + "a".repeat(2100)))).isEqualTo(431);
			assertThat(status(gateway, RawRequest.head("GET", "/" + "a".repeat(1100)))).isEqualTo(414);
			assertThat(this.upstream.requests()).hasSize(1);
		}
	}

	private static int status(TestGateway gateway, String request) {
		try (RawClient client = RawClient.connect(gateway.port())) {
			return client.send(request).readResponse().status();
		}
	}

	@Test
	void requestsOfAConnectionAreLimited() {
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "server.netty.max-keep-alive-requests=3");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/1").headers("Connection")).isEmpty();
			assertThat(client.get("/2").headers("Connection")).isEmpty();
			assertThat(client.get("/3").headers("Connection")).containsExactly("close");
			client.awaitClosed();
		}
	}

	@Test
	void idleConnectionIsClosedButNotABusyOne() {
		Gate gate = new Gate();
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "server.netty.idle-timeout=300ms");
				RawClient busy = RawClient.connect(gateway.port());
				RawClient idle = RawClient.connect(gateway.port());
				RawClient silent = RawClient.connect(gateway.port())) {
			this.upstream.enqueue(Script.readRequest().thenStall(gate).thenRespond(200).body("late"));
			busy.send(RawRequest.head("GET", "/busy"));
			gate.awaitReached();
			idle.get("/idle");
			idle.awaitClosed();
			silent.awaitClosed();
			gate.open();
			assertThat(busy.readResponse().text()).isEqualTo("late");
			busy.awaitClosed();
		}
	}

	@Test
	void shutdownWaitsForExchanges() throws Exception {
		Gate gate = new Gate();
		TestGateway gateway = TestGateway.start(Forwarding.class, "server.shutdown=graceful");
		try (RawClient busy = RawClient.connect(gateway.port()); RawClient idle = RawClient.connect(gateway.port())) {
			idle.get("/");
			this.upstream.enqueue(Script.readRequest().thenStall(gate).thenRespond(200).body("last"));
			busy.send(RawRequest.head("GET", "/"));
			gate.awaitReached();
			int port = gateway.port();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
			idle.awaitClosed();
			awaitNotListening(port);
			assertThat(closed).isNotDone();
			gate.open();
			RawResponse response = busy.readResponse();
			assertThat(response.text()).isEqualTo("last");
			assertThat(response.headers("Connection")).containsExactly("close");
			busy.awaitClosed();
			closed.get();
		}
	}

	private static void awaitNotListening(int port) throws IOException {
		while (true) {
			try (Socket socket = new Socket("127.0.0.1", port)) {
				Thread.onSpinWait();
			}
			catch (ConnectException ex) {
				return;
			}
		}
	}

	@Test
	void compressionIsServedByTheMountBehindWebFlux() throws Exception {
		this.upstream.enqueue(Script.respond(200).header("Content-Type", "text/plain").body("a".repeat(10_000)));
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "server.compression.enabled=true")) {
			HttpResponse<byte[]> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.port() + "/"))
					.header("Accept-Encoding", "gzip")
					.build(), HttpResponse.BodyHandlers.ofByteArray());
			assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
			assertThat(response.body()).hasSizeLessThan(1000);
		}
	}

	@ParameterizedTest
	@CsvSource({ "native, '192.0.2.7, 127.0.0.1', 'https, http'", "framework, 192.0.2.7, https",
			"none, '192.0.2.7, 127.0.0.1', 'https, http'" })
	void peersAreToldWhoIsOnTheWay(String strategy, String addresses, String schemes) {
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "server.forward-headers-strategy=" + strategy);
				RawClient client = RawClient.connect(gateway.port())) {
			client.get("/", "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https");
			assertThat(this.upstream.request(0).headers("X-Forwarded-For")).containsExactly(addresses);
			assertThat(this.upstream.request(0).headers("X-Forwarded-Proto")).containsExactly(schemes);
			assertThat(lastClient).isEqualTo(strategy.equals("none") ? "127.0.0.1" : "192.0.2.7");
		}
	}

	@Test
	void peersAreToldWhoIsOnTheWayInTheStandardField() {
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "server.forward-headers-strategy=native",
				"proxy.forwarded.style=forwarded"); RawClient client = RawClient.connect(gateway.port())) {
			client.get("/", "Forwarded: for=192.0.2.7;proto=https");
			assertThat(this.upstream.request(0).headers("Forwarded")).singleElement()
				.asString()
				.matches("for=192\\.0\\.2\\.7;proto=https, for=\"127\\.0\\.0\\.1\";host=\"[^\"]+\";proto=http");
		}
	}

	@Test
	void upgradeToHttp2InPlainTextIsServed() throws Exception {
		this.upstream.always(Script.respond(200).body("hello"));
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "server.http2.enabled=true")) {
			HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
			for (int i = 0; i < 3; i++) {
				HttpResponse<String> response = client.send(
						HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.port() + "/")).build(),
						HttpResponse.BodyHandlers.ofString());
				assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
				assertThat(response.body()).isEqualTo("hello");
			}
		}
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer(ProxyRequest request) {
			lastClient = request.remoteAddress().getAddress().getHostAddress();
			return Peer.http("127.0.0.1", peerPort);
		}

	}

}
