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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificate;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that speak TLS.
 */
class TlsTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	static FailureGateway gateway;

	@BeforeAll
	static void start() {
		String bundle = "spring.ssl.bundle.pem.";
		gateway = FailureGateway.start(bundle + "ca.truststore.certificate=" + CERTIFICATES.caPem().toUri(),
				bundle + "client.truststore.certificate=" + CERTIFICATES.caPem().toUri(),
				bundle + "client.keystore.certificate=" + CERTIFICATES.client().chainPem(),
				bundle + "client.keystore.private-key=" + CERTIFICATES.client().privateKeyPem());
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void peerWhenCertificateIsTrustedByBundleIsReached() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkReached(upstream, Peer.https("localhost", upstream.port()).withSslBundle("ca"));
		}
	}

	@Test
	void serverNameIsThatOfThePeer() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkReached(upstream, Peer.https("localhost", upstream.port()).withSslBundle("ca"));
			assertThat(upstream.connections().get(0).serverName()).hasValue("localhost");
		}
	}

	@Test
	void serverNameWhenPeerIsAnAddressIsNotSent() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkReached(upstream, Peer.https("127.0.0.1", upstream.port()).withSslBundle("ca"));
			assertThat(upstream.connections().get(0).serverName()).isEmpty();
		}
	}

	@Test
	void serverNameWhenSetIsSentAndVerified() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.wrongName())) {
			checkReached(upstream,
					Peer.https("127.0.0.1", upstream.port()).withSni("other.example").withSslBundle("ca"));
			assertThat(upstream.connections().get(0).serverName()).hasValue("other.example");
		}
	}

	@Test
	void peerWhenCertificateIsForAlternativeNameIsReached() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.wrongName())) {
			checkReached(upstream,
					Peer.https("localhost", upstream.port()).withAlternativeName("other.example").withSslBundle("ca"));
			assertThat(upstream.connections().get(0).serverName()).hasValue("localhost");
		}
	}

	@Test
	void peerWhenCertificateIsForItsOwnNameNeedsNoAlternativeName() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkReached(upstream,
					Peer.https("localhost", upstream.port()).withAlternativeName("other.example").withSslBundle("ca"));
		}
	}

	@Test
	void peerWhenCertificateIsForNeitherNameIsRefusedAndSaysWhy() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.wrongName()); RawClient client = gateway.connect()) {
			Peer peer = Peer.https("localhost", upstream.port())
				.withAlternativeName("third.example")
				.withSslBundle("ca");
			Path path = gateway.path(TestHooks.peers(peer));
			assertThat(client.get(path.name()).status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.INVALID_CERTIFICATE);
			assertThat(path.told().error().cause()).hasMessageContaining("'localhost' or 'third.example'")
				.hasMessageContaining("CN=");
		}
	}

	@Test
	void peerWhenCertificateIsNotTrustedStaysUntrustedUnderAlternativeName() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkRefused(upstream, Peer.https("localhost", upstream.port()).withAlternativeName("localhost"),
					ErrorType.INVALID_CERTIFICATE);
		}
	}

	@Test
	void peerWhenServerNameCannotBeOneIsRefused() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkRefused(upstream, Peer.https("127.0.0.1", upstream.port()).withSni("my_service").withSslBundle("ca"),
					ErrorType.TLS_HANDSHAKE);
		}
	}

	@Test
	void peerWhenCertificateIsForAllNamesOfADomainIsReached() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.wildcard())) {
			checkReached(upstream,
					Peer.https("127.0.0.1", upstream.port()).withSni("dog.wildcard.example").withSslBundle("ca"));
		}
	}

	@Test
	void peerWhenAlternativeNameHasAnUnderscoreIsReachedIfTheDomainMatches() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.wildcard())) {
			Peer peer = Peer.https("localhost", upstream.port()).withSslBundle("ca");
			checkReached(upstream, peer.withAlternativeName("d_g.wildcard.example"));
		}
		try (ScriptedUpstream upstream = start(CERTIFICATES.wildcard())) {
			Peer peer = Peer.https("localhost", upstream.port()).withSslBundle("ca");
			checkRefused(upstream, peer.withAlternativeName("wild_card.example"), ErrorType.INVALID_CERTIFICATE);
		}
	}

	@Test
	void peerWhenServerNameIsNotInCertificateIsRefused() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkRefused(upstream,
					Peer.https("127.0.0.1", upstream.port()).withSni("other.example").withSslBundle("ca"),
					ErrorType.INVALID_CERTIFICATE);
		}
	}

	@Test
	void peerWhenCertificateIsNotTrustedIsRefused() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkRefused(upstream, Peer.https("localhost", upstream.port()), ErrorType.INVALID_CERTIFICATE);
		}
	}

	@Test
	void peerWhenCertificateHasExpiredIsRefused() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.expired())) {
			checkRefused(upstream, Peer.https("localhost", upstream.port()).withSslBundle("ca"),
					ErrorType.INVALID_CERTIFICATE);
		}
	}

	@Test
	void peerWhenCertificateIsForAnotherNameIsRefused() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.wrongName())) {
			checkRefused(upstream, Peer.https("localhost", upstream.port()).withSslBundle("ca"),
					ErrorType.INVALID_CERTIFICATE);
		}
	}

	@Test
	void peerWhenNameIsNotVerifiedIsReached() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.wrongName())) {
			checkReached(upstream,
					Peer.https("localhost", upstream.port()).withSslBundle("ca").withVerifyHostname(false));
		}
	}

	@Test
	void peerWhenNameIsNotVerifiedButCertificateIsNotTrustedIsRefused() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.wrongName())) {
			checkRefused(upstream, Peer.https("localhost", upstream.port()).withVerifyHostname(false),
					ErrorType.INVALID_CERTIFICATE);
		}
	}

	@Test
	void peerWhenCertificateIsNotVerifiedIsReached() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.expired())) {
			checkReached(upstream, Peer.https("localhost", upstream.port()).withVerifyCertificate(false));
		}
	}

	@Test
	void peerWhenBundleIsUnknownIsRefused() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			checkRefused(upstream, Peer.https("localhost", upstream.port()).withSslBundle("none"),
					ErrorType.TLS_HANDSHAKE);
			assertThat(upstream.connections()).isEmpty();
		}
	}

	@Test
	void peerWhenItSpeaksPlainTextIsRefused() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
			upstream.always(Script.accept().thenWrite("HTTP/1.1 400 Bad Request\r\n\r\n").thenClose());
			checkRefused(upstream, Peer.https("localhost", upstream.port()), ErrorType.TLS_HANDSHAKE);
		}
	}

	@Test
	void peerWhenItClosesDuringHandshakeIsRefused() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server())) {
			upstream.always(Script.accept().thenClose());
			checkRefused(upstream, Peer.https("localhost", upstream.port()), ErrorType.TLS_HANDSHAKE);
		}
	}

	@Test
	void peerWhenItSpeaksTlsAndPlainTextIsExpectedFails() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server()); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(Peer.http("127.0.0.1", upstream.port())));
			assertThat(client.get(path.name()).status()).isEqualTo(502);
			assertThat(path.told().error().type()).isIn(ErrorType.INVALID_RESPONSE, ErrorType.CONNECTION_CLOSED,
					ErrorType.CONNECTION_RESET);
		}
	}

	@Test
	void peerWhenItWantsClientCertificateGetsThatOfTheBundle() {
		UpstreamTls tls = UpstreamTls.of(CERTIFICATES.server()).withClientAuthentication();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(tls)) {
			checkReached(upstream, Peer.https("localhost", upstream.port()).withSslBundle("client"));
			assertThat(upstream.connections().get(0).clientCertificate()).hasValue("CN=client");
		}
	}

	@Test
	void peerWhenItWantsClientCertificateAndThereIsNoneIsRefused() {
		UpstreamTls tls = UpstreamTls.of(CERTIFICATES.server()).withClientAuthentication().withProtocols("TLSv1.2");
		try (ScriptedUpstream upstream = ScriptedUpstream.start(tls)) {
			checkRefused(upstream, Peer.https("localhost", upstream.port()).withSslBundle("ca"),
					ErrorType.TLS_HANDSHAKE);
		}
	}

	@Test
	void peerWhenItRefusesClientAfterTheHandshakeFails() {
		UpstreamTls tls = UpstreamTls.of(CERTIFICATES.server()).withClientAuthentication().withProtocols("TLSv1.3");
		try (ScriptedUpstream upstream = ScriptedUpstream.start(tls); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(Peer.https("localhost", upstream.port()).withSslBundle("ca")));
			assertThat(client.get(path.name()).status()).isEqualTo(502);
			assertThat(upstream.requests()).isEmpty();
		}
	}

	@Test
	void connectionsOfPeersWithOtherOptionsAreNotShared() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.expired()); RawClient client = gateway.connect()) {
			Peer lax = Peer.https("localhost", upstream.port()).withSslBundle("ca").withVerifyCertificate(false);
			Path first = gateway.path(TestHooks.peers(lax));
			assertThat(client.get(first.name()).status()).isEqualTo(200);
			Path strict = gateway.path(TestHooks.peers(Peer.https("localhost", upstream.port()).withSslBundle("ca")));
			assertThat(client.get(strict.name()).status()).isEqualTo(502);
			assertThat(strict.told().error().type()).isEqualTo(ErrorType.INVALID_CERTIFICATE);
			Path second = gateway.path(TestHooks.peers(lax.withSni("other.example")));
			assertThat(client.get(second.name()).status()).isEqualTo(200);
			Path again = gateway.path(TestHooks.peers(lax));
			assertThat(client.get(again.name()).status()).isEqualTo(200);
			assertThat(upstream.requests()).extracting((request) -> request.isOnReusedConnection())
				.containsExactly(false, false, true);
		}
	}

	@Test
	void contentWhenItEndsWithTheConnectionNeedsItsEndToBeProved() {
		try (ScriptedUpstream upstream = start(CERTIFICATES.server()); RawClient client = gateway.connect()) {
			upstream.enqueue(Script.respond(200).version("HTTP/1.0").unframed("whole").thenClose());
			Peer peer = Peer.https("localhost", upstream.port()).withSslBundle("ca");
			RawResponse whole = client.get(gateway.path(TestHooks.peers(peer)).name());
			assertThat(whole.text()).isEqualTo("whole");
			assertThat(whole.ending()).isEqualTo(Ending.COMPLETE);
			upstream.enqueue(Script.respond(200).version("HTTP/1.0").unframed("half").thenTruncate());
			RawResponse half = client.get(gateway.path(TestHooks.peers(peer)).name());
			assertThat(half.ending()).isNotEqualTo(Ending.COMPLETE);
		}
	}

	private static ScriptedUpstream start(TestCertificate certificate) {
		return ScriptedUpstream.start(UpstreamTls.of(certificate));
	}

	private static void checkReached(ScriptedUpstream upstream, Peer peer) {
		try (RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(peer));
			assertThat(client.post(path.name(), "body").text()).isEqualTo("ok");
			assertThat(client.get(gateway.path(TestHooks.peers(peer)).name()).text()).isEqualTo("ok");
			assertThat(upstream.connectionCount()).isOne();
		}
	}

	private static void checkRefused(ScriptedUpstream upstream, Peer peer, ErrorType type) {
		try (RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(peer));
			assertThat(client.post(path.name(), "body").status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(type);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(upstream.requests()).isEmpty();
		}
	}

}
