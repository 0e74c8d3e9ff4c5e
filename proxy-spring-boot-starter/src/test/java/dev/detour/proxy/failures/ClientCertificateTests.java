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
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.Nginx;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificate;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that want to know by certificate who connects to them.
 */
class ClientCertificateTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	static FailureGateway gateway;

	@BeforeAll
	static void start() {
		TestCertificate chained = CERTIFICATES.chainedClient();
		gateway = FailureGateway.start(trust("one"), certificate("one", CERTIFICATES.client().chainPem()),
				key("one", CERTIFICATES.client()), trust("two"),
				certificate("two", CERTIFICATES.otherClient().chainPem()), key("two", CERTIFICATES.otherClient()),
				trust("renewed"), certificate("renewed", CERTIFICATES.client().chainPem()),
				key("renewed", CERTIFICATES.client()), trust("chain"), certificate("chain", chained.chainPem()),
				key("chain", chained), trust("leaf"), certificate("leaf", chained.certificatePem()),
				key("leaf", chained));
	}

	private static String trust(String bundle) {
		return "spring.ssl.bundle.pem." + bundle + ".truststore.certificate=" + CERTIFICATES.caPem().toUri();
	}

	private static String certificate(String bundle, String pem) {
		return "spring.ssl.bundle.pem." + bundle + ".keystore.certificate=" + pem;
	}

	private static String key(String bundle, TestCertificate certificate) {
		return "spring.ssl.bundle.pem." + bundle + ".keystore.private-key=" + certificate.privateKeyPem();
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void connectionsWhenClientCertificatesDifferAreNotShared() {
		try (ScriptedUpstream upstream = startUpstream(); RawClient client = gateway.connect()) {
			for (String bundle : new String[] { "one", "two", "one", "two" }) {
				assertThat(get(client, upstream.port(), bundle).status()).isEqualTo(200);
			}
			assertThat(upstream.requests()).extracting(RecordedRequest::isOnReusedConnection)
				.containsExactly(false, false, true, true);
			assertThat(upstream.connections().get(0).clientCertificate()).hasValue("CN=client");
			assertThat(upstream.connections().get(1).clientCertificate()).hasValue("CN=other-client");
		}
	}

	@Test
	void connectionsWhenClientCertificatesDifferAreNotSharedOverHttp2() {
		String directives = "ssl_client_certificate ca.pem; ssl_verify_client on; add_header Seen-On $connection;";
		try (Nginx nginx = Nginx.start("ssl http2", directives); RawClient client = gateway.connect()) {
			RawResponse one = getHttp2(client, nginx.port(), "one");
			RawResponse two = getHttp2(client, nginx.port(), "two");
			assertThat(one.text()).startsWith("HTTP/2.0 ").endsWith("CN=client");
			assertThat(two.text()).startsWith("HTTP/2.0 ").endsWith("CN=other-client");
			assertThat(two.header("Seen-On")).isNotEqualTo(one.header("Seen-On"));
			assertThat(getHttp2(client, nginx.port(), "one").header("Seen-On")).isEqualTo(one.header("Seen-On"));
			assertThat(getHttp2(client, nginx.port(), "two").header("Seen-On")).isEqualTo(two.header("Seen-On"));
		}
	}

	@Test
	void connectionsWhenABundleIsReloadedEndIfTheyAreSecuredWithIt() {
		DefaultSslBundleRegistry bundles = gateway.bean(DefaultSslBundleRegistry.class);
		try (ScriptedUpstream upstream = startUpstream(); RawClient client = gateway.connect()) {
			assertThat(get(client, upstream.port(), "renewed").status()).isEqualTo(200);
			assertThat(get(client, upstream.port(), "one").status()).isEqualTo(200);
			bundles.updateBundle("renewed", bundles.getBundle("two"));
			upstream.awaitConnectionClosed(0);
			assertThat(get(client, upstream.port(), "one").status()).isEqualTo(200);
			assertThat(upstream.requests().get(2).isOnReusedConnection()).as("secured with another bundle").isTrue();
			assertThat(get(client, upstream.port(), "renewed").status()).isEqualTo(200);
			assertThat(upstream.connections()).hasSize(3);
			assertThat(upstream.connections().get(2).clientCertificate()).hasValue("CN=other-client");
		}
	}

	@Test
	void certificateWhenNotSignedByTheAuthorityItselfNeedsItsChain() {
		try (ScriptedUpstream upstream = startUpstream(); RawClient client = gateway.connect()) {
			assertThat(get(client, upstream.port(), "chain").status()).isEqualTo(200);
			assertThat(upstream.connections().get(0).clientCertificate()).hasValue("CN=chained-client");
			Path path = path(upstream.port(), "leaf");
			assertThat(client.post(path.name(), "body").status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.TLS_HANDSHAKE);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(upstream.requests()).hasSize(1);
		}
	}

	/**
	 * In TLS 1.3 a client may send before it is refused.
	 */
	private static ScriptedUpstream startUpstream() {
		return ScriptedUpstream
			.start(UpstreamTls.of(CERTIFICATES.server()).withClientAuthentication().withProtocols("TLSv1.2"));
	}

	private static Path path(int port, String bundle) {
		return gateway.path(TestHooks.peers(Peer.https("localhost", port).withSslBundle(bundle)));
	}

	private static RawResponse get(RawClient client, int port, String bundle) {
		return client.get(path(port, bundle).name());
	}

	private static RawResponse getHttp2(RawClient client, int port, String bundle) {
		Peer peer = Peer.https("localhost", port).withSslBundle(bundle).withProtocols(Protocols.HTTP_2);
		return client.get(gateway.path(TestHooks.peers(peer)).name());
	}

}
