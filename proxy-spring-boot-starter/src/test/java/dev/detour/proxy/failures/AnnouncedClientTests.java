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

package dev.detour.proxy.failures;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.peer.ProxyProtocol;
import dev.detour.proxy.testing.AnnouncedPeer;
import dev.detour.proxy.testing.ProxyHeaderBytes;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that are told by the PROXY protocol who the client is.
 */
class AnnouncedClientTests {

	private static final String TRUST = "spring.ssl.bundle.pem.ca.truststore.certificate=";

	private static TestGateway gateway;

	private static volatile Peer first;

	private static volatile Peer second;

	private static volatile ProxyError error;

	@BeforeAll
	static void start() {
		gateway = TestGateway.start(Forwarding.class, TRUST + TestCertificates.get().caPem().toUri(),
				"proxy.server.proxy-protocol.mode=optional", "proxy.server.proxy-protocol.trusted=127.0.0.1",
				"logging.level.dev.detour=off");
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@AfterEach
	void forget() {
		second = null;
		error = null;
	}

	@Test
	void peerIsToldByOneLine() {
		try (AnnouncedPeer peer = AnnouncedPeer.start(); RawClient client = RawClient.connect(gateway.port())) {
			first = Peer.http("127.0.0.1", peer.port()).withProxyProtocol(ProxyProtocol.V1);
			assertThat(client.get("/").text()).startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 ")
				.endsWith(" " + gateway.port());
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectionIsOfOneRequest(ProxyProtocol protocol) {
		try (AnnouncedPeer peer = AnnouncedPeer.start();
				RawClient client = RawClient.connect(gateway.port());
				RawClient other = RawClient.connect(gateway.port())) {
			first = Peer.http("127.0.0.1", peer.port()).withProxyProtocol(protocol);
			String told = client.get("/").text();
			assertThat(other.get("/").text()).isNotEqualTo(told);
			assertThat(client.get("/").text()).isEqualTo(told);
			assertThat(peer.headers()).hasSize(3);
		}
	}

	@Test
	void clientIsThatOfTheHeaderThatTheGatewayWasSent() {
		try (AnnouncedPeer peer = AnnouncedPeer.start(); RawClient balancer = RawClient.connect(gateway.port())) {
			first = Peer.http("127.0.0.1", peer.port()).withProxyProtocol(ProxyProtocol.V2);
			balancer.send(ProxyHeaderBytes.v1("TCP6 2001:db8::7 2001:db8::1 4711 443"));
			assertThat(balancer.get("/").text()).isEqualTo("v2 PROXY 2001:db8::7 2001:db8::1 4711 443");
		}
	}

	@Test
	void headerComesBeforeTls() {
		try (AnnouncedPeer peer = AnnouncedPeer.start(UpstreamTls.of(TestCertificates.get().server()).context());
				RawClient client = RawClient.connect(gateway.port())) {
			first = Peer.https("localhost", peer.port()).withSslBundle("ca").withProxyProtocol(ProxyProtocol.V2);
			assertThat(client.get("/").text()).startsWith("v2 PROXY 127.0.0.1 127.0.0.1 ");
		}
	}

	@Test
	void headerIsNoPartOfTheRequest() {
		try (AnnouncedPeer closing = AnnouncedPeer.startClosing();
				AnnouncedPeer peer = AnnouncedPeer.start();
				RawClient client = RawClient.connect(gateway.port())) {
			first = Peer.https("localhost", closing.port()).withSslBundle("ca").withProxyProtocol(ProxyProtocol.V1);
			second = Peer.http("127.0.0.1", peer.port()).withProxyProtocol(ProxyProtocol.V1);
			assertThat(client.post("/", "").status()).isEqualTo(200);
			assertThat(error.delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(error.bytesWritten()).isZero();
			assertThat(closing.headers()).hasSize(1);
		}
	}

	@Test
	void streamsAreNotOnTheSameConnection() {
		try (AnnouncedPeer peer = AnnouncedPeer.startHttp2();
				RawClient one = RawClient.connect(gateway.port());
				RawClient other = RawClient.connect(gateway.port())) {
			first = Peer.http("127.0.0.1", peer.port())
				.withProtocols(Protocols.HTTP_2)
				.withProxyProtocol(ProxyProtocol.V1);
			one.send(RawRequest.head("GET", "/"));
			other.send(RawRequest.head("GET", "/"));
			String told = one.readResponse().text();
			assertThat(told).startsWith("PROXY TCP4 127.0.0.1 ");
			assertThat(other.readResponse().text()).startsWith("PROXY TCP4 127.0.0.1 ").isNotEqualTo(told);
		}
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer(Attempts attempts) {
			return (attempts.count() > 0 && second != null) ? second : first;
		}

		@OnConnectFailure
		FailureDecision connectFailed(ProxyError failure) {
			error = failure;
			return (second != null) ? FailureDecision.retry() : FailureDecision.giveUp();
		}

		@OnProxyError
		FailureDecision failed(ProxyError failure) {
			error = failure;
			return FailureDecision.giveUp();
		}

	}

}
