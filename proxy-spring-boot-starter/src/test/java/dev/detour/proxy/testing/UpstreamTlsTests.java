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

package dev.detour.proxy.testing;

import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ScriptedUpstream} with {@link UpstreamTls} and
 * {@link TestCertificates}.
 */
class UpstreamTlsTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	private static final UpstreamTls TLS = UpstreamTls.of(CERTIFICATES.server());

	@Test
	void exchangeWhenTlsIsRecordedInPlainText() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(TLS);
				RawClient client = RawClient.connectTls(upstream.port(), CERTIFICATES.trustingContext())) {
			assertThat(client.get("/1").text()).isEqualTo("ok");
			assertThat(client.post("/2", "body").text()).isEqualTo("ok");
			assertThat(upstream.request(1).body().text()).isEqualTo("body");
			assertThat(upstream.uri()).hasScheme("https");
			RecordedConnection connection = upstream.connections().get(0);
			assertThat(connection.serverName()).contains("localhost");
			assertThat(connection.received().text()).startsWith("GET /1 ");
			client.close();
			assertThat(upstream.awaitConnectionClosed(0)).isEqualTo(ConnectionEnd.CLIENT_FIN);
		}
	}

	@Test
	void handshakeWhenCertificateIsGoodPassesHostnameCheck() throws Exception {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(TLS)) {
			handshake(upstream, "localhost");
			handshake(upstream, "127.0.0.1");
		}
	}

	@Test
	void handshakeWhenNameIsWrongFails() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(UpstreamTls.of(CERTIFICATES.wrongName()))) {
			assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> handshake(upstream, "localhost"))
				.withMessageContaining("localhost");
			assertThat(upstream.awaitProblem(0)).isNotEmpty();
		}
	}

	@Test
	void handshakeWhenCertificateIsExpiredFails() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(UpstreamTls.of(CERTIFICATES.expired()))) {
			assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> handshake(upstream, "localhost"))
				.withStackTraceContaining("CertificateExpiredException");
		}
	}

	@Test
	void handshakeWhenCaIsNotTrustedFails() throws Exception {
		SSLContext usual = SSLContext.getDefault();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(TLS)) {
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> RawClient.connectTls(upstream.port(), usual))
				.withCauseInstanceOf(SSLHandshakeException.class);
		}
	}

	private static void handshake(ScriptedUpstream upstream, String host) throws Exception {
		try (Socket plain = new Socket("127.0.0.1", upstream.port());
				SSLSocket socket = (SSLSocket) CERTIFICATES.trustingContext()
					.getSocketFactory()
					.createSocket(plain, host, upstream.port(), true)) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			socket.setSSLParameters(parameters);
			socket.startHandshake();
		}
	}

	@Test
	void clientCertificateWhenRequiredIsRecorded() {
		UpstreamTls tls = TLS.withClientAuthentication().withProtocols("TLSv1.2");
		try (ScriptedUpstream upstream = ScriptedUpstream.start(tls)) {
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> RawClient.connectTls(upstream.port(), CERTIFICATES.trustingContext()));
			try (RawClient client = RawClient.connectTls(upstream.port(), CERTIFICATES.client().sslContext())) {
				client.get("/");
			}
			assertThat(upstream.connections().get(1).clientCertificate()).contains("CN=client");
		}
	}

	@Test
	void handshakeWhenAnsweredInPlainTextFails() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(TLS)) {
			upstream.enqueue(Script.accept().thenWrite("HTTP/1.1 400 Bad Request\r\n\r\n").thenClose());
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> RawClient.connectTls(upstream.port(), CERTIFICATES.trustingContext()));
		}
	}

	@Test
	void handshakeWhenNeverAnsweredStallsUntilClientLeaves() throws Exception {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(TLS)) {
			upstream.enqueue(Script.neverRead());
			try (RawClient client = RawClient.connect(upstream.port())) {
				client.send("a ClientHello");
				upstream.awaitConnections(1);
			}
			assertThat(upstream.awaitConnectionClosed(0)).isEqualTo(ConnectionEnd.CLIENT_FIN);
		}
	}

	@Test
	void connectionWhenResetAfterHandshakeIsReset() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(TLS)) {
			Gate gate = new Gate();
			upstream.enqueue(Script.handshake().thenStall(gate).thenReset());
			try (RawClient client = RawClient.connectTls(upstream.port(), CERTIFICATES.trustingContext())) {
				gate.open();
				assertThat(client.awaitClosed()).isEqualTo(SocketEnd.RST);
			}
		}
	}

	@Test
	void responseWhenCutOffByResetIsReset() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(TLS)) {
			upstream.enqueue(Script.respond(200).body("hello").onlyBodyBytes(2).thenReset());
			try (RawClient client = RawClient.connectTls(upstream.port(), CERTIFICATES.trustingContext())) {
				RawResponse response = client.get("/");
				assertThat(response.text()).isEqualTo("he");
				assertThat(response.ending()).isEqualTo(Ending.RESET);
			}
		}
	}

	@Test
	void connectionWhenClosedHasCloseNotifyUnlessTruncated() throws Exception {
		assertThat(bytesAfterResponse(Script.respond(200).body("ok").thenClose())).isPositive();
		assertThat(bytesAfterResponse(Script.respond(200).body("ok").thenTruncate())).isZero();
	}

	private static int bytesAfterResponse(Script script) throws Exception {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(TLS.withProtocols("TLSv1.2"));
				Socket plain = new Socket("127.0.0.1", upstream.port());
				Socket socket = CERTIFICATES.trustingContext()
					.getSocketFactory()
					.createSocket(plain, "localhost", upstream.port(), false)) {
			upstream.enqueue(script);
			socket.getOutputStream().write(RawRequest.head("GET", "/").getBytes());
			new ResponseReader(socket.getInputStream()).readFinal(BodyReader::ofResponse);
			return plain.getInputStream().readAllBytes().length;
		}
	}

	@Test
	void certificatesWhenExportedArePem() throws Exception {
		assertThat(CERTIFICATES.caPem()).content().startsWith("-----BEGIN CERTIFICATE-----");
		assertThat(CERTIFICATES.server().chainPem().split("BEGIN CERTIFICATE")).hasSize(3);
		assertThat(CERTIFICATES.server().privateKeyPem()).startsWith("-----BEGIN PRIVATE KEY-----");
		assertThat(Files.size(CERTIFICATES.trustStore())).isPositive();
	}

}
