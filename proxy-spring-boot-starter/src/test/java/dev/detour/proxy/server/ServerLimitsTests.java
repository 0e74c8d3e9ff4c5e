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
import java.net.Socket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits of clients that Spring Boot has no properties for.
 */
class ServerLimitsTests {

	private static final int NO_ERROR = 0x0;

	private static volatile int peerPort;

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
	void headWhenSlowTimesOut() {
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "proxy.server.head-timeout=300ms");
				RawClient silent = RawClient.connect(gateway.port());
				RawClient client = RawClient.connect(gateway.port());
				RawClient second = RawClient.connect(gateway.port())) {
			assertThat(second.get("/").status()).isEqualTo(200);
			client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow");
			second.send("GET / HTT");
			for (RawClient slow : new RawClient[] { client, second }) {
				RawResponse response = slow.readResponse();
				assertThat(response.status()).isEqualTo(408);
				assertThat(response.headers("Connection")).containsExactly("close");
				slow.awaitClosed();
			}
			silent.awaitClosed();
			assertThat(this.upstream.requests()).hasSize(1);
		}
	}

	@Test
	void contentWhenSlowTimesOutInTheDirectMount() {
		assertContentTimesOut(Forwarding.class);
	}

	@Test
	void contentWhenSlowTimesOutBehindWebFlux() {
		assertContentTimesOut(Filtered.class);
	}

	private void assertContentTimesOut(Class<?> application) {
		try (TestGateway gateway = TestGateway.start(application, "proxy.server.content-timeout=300ms",
				"logging.level.dev.detour=off"); RawClient client = RawClient.connect(gateway.port())) {
			client.send(RawRequest.head("POST", "/", "Content-Length: 10") + "12345");
			assertThat(client.readResponse().status()).isEqualTo(408);
		}
	}

	@Test
	void contentOfStreamWhenSlowTimesOutInTheDirectMount() {
		assertContentOfStreamTimesOut(Forwarding.class);
	}

	@Test
	void contentOfStreamWhenSlowTimesOutBehindWebFlux() {
		assertContentOfStreamTimesOut(Filtered.class);
	}

	private void assertContentOfStreamTimesOut(Class<?> application) {
		try (TestGateway gateway = TestGateway.start(application, "proxy.server.content-timeout=300ms",
				"server.http2.enabled=true", "logging.level.dev.detour=off");
				RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
			client.post(1, "/").data(1, "half", false);
			assertThat(client.awaitResponse(1).status()).isEqualTo(408);
			assertThat(client.await(RawHttp2Client.RST_STREAM, 1).number(0)).isEqualTo(NO_ERROR);
			assertThat(client.get(3, "/").awaitResponse(3).status()).isEqualTo(200);
		}
	}

	@Test
	void streamWhenAnsweredMayTakeItsTimeInTheDirectMount() {
		assertAnsweredStreamMayTakeItsTime(Forwarding.class);
	}

	@Test
	void streamWhenAnsweredMayTakeItsTimeBehindWebFlux() {
		assertAnsweredStreamMayTakeItsTime(Filtered.class);
	}

	private void assertAnsweredStreamMayTakeItsTime(Class<?> application) {
		Gate gate = new Gate();
		this.upstream
			.enqueue(Script.readHead().thenRespond(200).body("first second").stallAfterBodyBytes(5, gate).thenHold());
		try (TestGateway gateway = TestGateway.start(application, "proxy.server.content-timeout=200ms",
				"server.http2.enabled=true", "logging.level.dev.detour=off");
				RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
			client.post(1, "/");
			assertThat(client.decode(client.await(RawHttp2Client.HEADERS, 1)).getKey()).isEqualTo("200");
			client.post(3, "/");
			assertThat(client.awaitResponse(3).status()).isEqualTo(408);
			gate.open();
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.text()).endsWith(" second");
			assertThat(response.reset()).isEqualTo(-1);
		}
	}

	@Test
	void clientIsNotToBlameForSlowPeer() {
		Gate gate = new Gate();
		this.upstream.enqueue(Script.readRequest().thenStall(gate).thenRespond(200).body("late"));
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "proxy.server.content-timeout=200ms",
				"proxy.server.head-timeout=200ms");
				RawClient patient = RawClient.connect(gateway.port());
				RawClient clock = RawClient.connect(gateway.port())) {
			patient.send(RawRequest.withBody("POST", "/", "content"));
			gate.awaitReached();
			clock.send("G");
			assertThat(clock.readResponse().status()).isEqualTo(408);
			gate.open();
			assertThat(patient.readResponse().text()).isEqualTo("late");
		}
	}

	@Test
	void contentWhenTooLargeIsRefusedInTheDirectMount() {
		assertTooLargeIsRefused(Forwarding.class);
	}

	@Test
	void contentWhenTooLargeIsRefusedBehindWebFlux() {
		assertTooLargeIsRefused(Filtered.class);
	}

	private void assertTooLargeIsRefused(Class<?> application) {
		try (TestGateway gateway = TestGateway.start(application, "proxy.server.max-content-size=1KB",
				"server.http2.enabled=true", "logging.level.dev.detour=off")) {
			assertThat(status(gateway, RawRequest.withBody("POST", "/", "a".repeat(1024)))).isEqualTo(200);
			assertThat(status(gateway, RawRequest.withBody("POST", "/", "a".repeat(1025)))).isEqualTo(413);
			assertThat(status(gateway, RawRequest.chunked("POST", "/", "a".repeat(1000), "a".repeat(25))))
				.isEqualTo(413);
			try (RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
				client.post(1, "/").data(1, "a".repeat(1025), true);
				assertThat(client.awaitResponse(1).status()).isEqualTo(413);
				assertThat(client.get(3, "/").awaitResponse(3).status()).isEqualTo(200);
			}
		}
	}

	private static int status(TestGateway gateway, String request) {
		try (RawClient client = RawClient.connect(gateway.port())) {
			return client.send(request).readResponse().status();
		}
	}

	@Test
	void connectionsBeyondTheLimitAreClosed() throws IOException {
		try (TestGateway gateway = TestGateway.start(Forwarding.class, "proxy.server.max-connections=1");
				RawClient first = RawClient.connect(gateway.port())) {
			assertThat(first.get("/").status()).isEqualTo(200);
			try (Socket second = new Socket("127.0.0.1", gateway.port())) {
				second.setSoTimeout(20_000);
				assertThat(second.getInputStream().read()).isEqualTo(-1);
			}
			assertThat(first.get("/").status()).isEqualTo(200);
		}
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
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", peerPort);
		}

	}

}
