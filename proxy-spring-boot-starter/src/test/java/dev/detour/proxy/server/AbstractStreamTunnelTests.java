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
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.WebSocketPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket on a stream of HTTP/2 (RFC 8441), whichever way the gateway is mounted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractStreamTunnelTests {

	static final String[] PROPERTIES = { "server.http2.enabled=true", "proxy.server.web-socket-over-http2=true",
			"logging.level.dev.detour=off" };

	private static final int CANCEL = 0x8;

	private static volatile int peerPort;

	private static volatile int otherPort;

	private final TestGateway gateway;

	private WebSocketPeer peer;

	private ScriptedUpstream other;

	AbstractStreamTunnelTests(TestGateway gateway) {
		this.gateway = gateway;
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@BeforeEach
	void startPeers() {
		this.peer = WebSocketPeer.start();
		this.other = ScriptedUpstream.start();
		peerPort = this.peer.port();
		otherPort = this.other.port();
	}

	@AfterEach
	void stopPeers() {
		this.peer.close();
		this.other.close();
	}

	@Test
	void serverSaysThatItCan() throws IOException {
		try (Socket client = new Socket("127.0.0.1", this.gateway.port())) {
			client.setSoTimeout(20_000);
			client.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			client.getOutputStream().write(new byte[] { 0, 0, 0, RawHttp2Client.SETTINGS, 0, 0, 0, 0, 0 });
			byte[] head = client.getInputStream().readNBytes(9);
			assertThat(head[3]).isEqualTo((byte) RawHttp2Client.SETTINGS);
			assertThat(client.getInputStream().readNBytes(head[2])).containsSequence(0, 8, 0, 0, 0, 1);
		}
	}

	@Test
	void requestBecomesAnUpgrade() {
		try (RawHttp2Client client = connect("/echo")) {
			assertThat(this.peer.awaitHead().toLowerCase(Locale.ROOT)).startsWith("get /echo http/1.1\r\n")
				.contains("\r\nhost: gateway.test\r\n")
				.contains("\r\nupgrade: websocket\r\n")
				.contains("\r\nconnection: upgrade\r\n")
				.contains("\r\nsec-websocket-version: 13\r\n")
				.contains("\r\nsec-websocket-protocol: chat\r\n")
				.doesNotContain("content-length", "transfer-encoding");
		}
	}

	@Test
	void bytesGoBothWaysUntilBothHaveEnded() {
		try (RawHttp2Client client = connect("/echo")) {
			client.data(1, "one ", false);
			assertThat(client.decode(client.await(RawHttp2Client.HEADERS, 1)).getKey()).isEqualTo("200");
			assertThat(text(client.await(RawHttp2Client.DATA, 1))).isEqualTo("one ");
			RawHttp2Client.Response response = client.data(1, "two", true).awaitResponse(1);
			assertThat(response.text()).isEqualTo("two");
			assertThat(response.reset()).isEqualTo(-1);
			assertThat(this.peer.awaitEnd()).isEqualTo("ended");
			assertLivesOn(client);
		}
	}

	@Test
	void responseIs200WithoutTheFieldsOfAnUpgrade() {
		try (RawHttp2Client client = connect("/echo")) {
			RawHttp2Client.Response response = client.data(1, "", true).awaitResponse(1);
			assertThat(response.fields("200")).contains("sec-websocket-protocol: chat")
				.noneMatch((line) -> line.startsWith("connection") || line.startsWith("upgrade")
						|| line.startsWith("sec-websocket-accept"));
		}
	}

	@Test
	void bytesThatComeBeforeThePeerHasAgreedAreNotLost() {
		try (RawHttp2Client client = RawHttp2Client.connect(this.gateway.port())) {
			open(client, "/echo").data(1, "early ", false).data(1, "bird", true);
			assertThat(client.awaitResponse(1).text()).isEqualTo("early bird");
		}
	}

	@Test
	void clientThatHasEndedStillGetsTheLastWord() {
		try (RawHttp2Client client = connect("/last")) {
			assertThat(client.data(1, "this", true).awaitResponse(1).text()).isEqualTo("after this");
		}
	}

	@Test
	void moreThanAWindowArrivesAsItIsTaken() {
		try (RawHttp2Client client = connect("/bulk")) {
			assertThat(client.awaitResponse(1).body()).hasSize(1 << 20);
			assertLivesOn(client.data(1, "", true));
		}
	}

	@Test
	void clientThatResetsTheStreamHasGone() {
		try (RawHttp2Client client = connect("/echo")) {
			this.peer.awaitHead();
			client.decode(client.await(RawHttp2Client.HEADERS, 1));
			client.data(1, "one", false).await(RawHttp2Client.DATA, 1);
			client.reset(1, CANCEL);
			assertThat(this.peer.awaitEnd()).isNotEmpty();
			assertLivesOn(client);
		}
	}

	@Test
	void peerThatResetsTheConnectionResetsTheStream() {
		try (RawHttp2Client client = connect("/reset")) {
			assertThat(client.awaitResponse(1).reset()).isEqualTo(CANCEL);
			assertLivesOn(client);
		}
	}

	@Test
	void peerThatRefusesIsHeard() {
		this.other.enqueue(Script.respond(403).body("no"));
		try (RawHttp2Client client = connect("/other")) {
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.status()).isEqualTo(403);
			assertThat(response.text()).isEqualTo("no");
			assertThat(client.await(RawHttp2Client.RST_STREAM, 1).number(0)).isZero();
			assertLivesOn(client);
		}
	}

	@Test
	void peerThatHasMisunderstoodIsNotTrusted() {
		try (RawHttp2Client client = connect("/wrong")) {
			assertThat(client.awaitResponse(1).status()).isEqualTo(502);
			assertLivesOn(client);
		}
	}

	@Test
	void otherProtocolsAreNotImplemented() {
		try (RawHttp2Client client = RawHttp2Client.connect(this.gateway.port())) {
			client.headers(1, false, ":method", "CONNECT", ":authority", "gateway.test:80");
			assertThat(client.awaitResponse(1).status()).isEqualTo(501);
			assertLivesOn(client);
		}
	}

	private void assertLivesOn(RawHttp2Client client) {
		assertThat(client.get(101, "/other").awaitResponse(101).status()).isEqualTo(200);
	}

	private RawHttp2Client connect(String path) {
		return open(RawHttp2Client.connect(this.gateway.port()), path);
	}

	private static RawHttp2Client open(RawHttp2Client client, String path) {
		return client.headers(1, false, ":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":authority",
				"gateway.test", ":path", path, "sec-websocket-version", "13", "sec-websocket-protocol", "chat");
	}

	private static String text(RawHttp2Client.Frame frame) {
		return new String(frame.payload(), StandardCharsets.US_ASCII);
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer(ProxyRequest request) {
			return Peer.http("127.0.0.1", request.path().equals("/other") ? otherPort : peerPort);
		}

	}

}
