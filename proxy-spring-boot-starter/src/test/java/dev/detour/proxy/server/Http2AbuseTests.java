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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client may not do with HTTP/2 ends its connection, with the code that says why,
 * and leaves others alone.
 */
@ExtendWith(OutputCaptureExtension.class)
class Http2AbuseTests {

	private static final int PROTOCOL_ERROR = 0x1;

	private static final int FLOW_CONTROL_ERROR = 0x3;

	private static final int FRAME_SIZE_ERROR = 0x6;

	private static final int ENHANCE_YOUR_CALM = 0xb;

	private static ScriptedUpstream upstream;

	private static TestGateway gateway;

	private RawHttp2Client other;

	@BeforeAll
	static void start() {
		upstream = ScriptedUpstream.start().always(Script.respond(200).body("ok"));
		gateway = TestGateway.start(Forwarding.class, "server.http2.enabled=true", "logging.level.reactor.netty=error",
				"logging.level.io.netty=error",
				"logging.level.io.netty.handler.codec.http2.Http2ControlFrameLimitEncoder=info");
	}

	@AfterAll
	static void stop() {
		gateway.close();
		upstream.close();
	}

	@BeforeEach
	void connectOther() {
		this.other = connect();
		assertThat(this.other.get(1, "/").awaitResponse(1).status()).isEqualTo(200);
	}

	@AfterEach
	void otherGoesOn() {
		try (RawHttp2Client client = this.other) {
			assertThat(client.get(3, "/").awaitResponse(3).text()).isEqualTo("ok");
		}
	}

	@Test
	void prefaceWhenWrongIsNoRequest() {
		int before = upstream.requests().size();
		try (RawHttp2Client client = RawHttp2Client.connect(gateway.port(), "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")) {
			client.awaitEnd();
		}
		assertThat(upstream.requests()).hasSize(before);
	}

	@Test
	void settingsWhenMissingAreAProtocolError() {
		try (RawHttp2Client client = RawHttp2Client.connect(gateway.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
			assertThat(client.get(1, "/").awaitGoAway()).isEqualTo(PROTOCOL_ERROR);
		}
	}

	@Test
	void frameWhenTooLargeIsAFrameSizeError() {
		try (RawHttp2Client client = connect()) {
			client.post(1, "/").frame(RawHttp2Client.DATA, 0, 1, new byte[16385]);
			assertThat(client.awaitGoAway()).isEqualTo(FRAME_SIZE_ERROR);
		}
	}

	@Test
	void contentBeyondTheWindowIsAFlowControlError() {
		try (RawHttp2Client client = connect()) {
			Gate gate = new Gate();
			upstream.enqueue(Script.readHead().thenStall(gate).thenClose());
			client.post(1, "/");
			gate.awaitReached();
			for (int sent = 0; sent < 32 << 20; sent += 16384) {
				client.frame(RawHttp2Client.DATA, 0, 1, new byte[16384]);
			}
			assertThat(client.awaitGoAway()).isEqualTo(FLOW_CONTROL_ERROR);
			gate.open();
		}
	}

	@Test
	void headWhenTooLargeIsRefused() {
		try (RawHttp2Client client = connect()) {
			RawHttp2Client.Response response = client.get(1, "/", "x-large", "a".repeat(9000)).awaitResponse(1);
			assertThat(response.status()).isEqualTo(431);
			assertThat(client.get(3, "/").awaitResponse(3).status()).isEqualTo(200);
		}
	}

	@Test
	void headWhenFarTooLargeEndsTheConnection() {
		try (RawHttp2Client client = connect()) {
			byte[] field = RawHttp2Client.encode("x-large", "a".repeat(16000));
			client.frame(RawHttp2Client.HEADERS, 0, 1, RawHttp2Client.encode(":method", "GET"));
			for (int i = 0; i < 10; i++) {
				client.frame(RawHttp2Client.CONTINUATION, 0, 1, field);
			}
			assertThat(client.awaitGoAway()).isEqualTo(PROTOCOL_ERROR);
		}
	}

	@Test
	void rapidResetsEndTheConnection() {
		try (RawHttp2Client client = connect()) {
			for (int i = 0; i < 1000; i++) {
				client.get(1 + 2 * i, "/").reset(1 + 2 * i, 0x8);
			}
			assertThat(client.awaitGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
		}
	}

	@Test
	void floodOfContinuationsEndsTheConnection() {
		try (RawHttp2Client client = connect()) {
			client.frame(RawHttp2Client.HEADERS, 0, 1, RawHttp2Client.encode(":method", "GET"));
			for (int i = 0; i < 1000; i++) {
				client.frame(RawHttp2Client.CONTINUATION, 0, 1);
			}
			assertThat(client.awaitGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
		}
	}

	@Test
	void floodOfEmptyContentEndsTheConnection() {
		try (RawHttp2Client client = connect()) {
			client.post(1, "/");
			for (int i = 0; i < 1000; i++) {
				client.frame(RawHttp2Client.DATA, 0, 1);
			}
			assertThat(client.awaitGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
		}
	}

	@Test
	@Tag("slow")
	void floodOfPingsThatNobodyReadsTheAnswersToEndsTheConnection(CapturedOutput output) {
		assertFloodEndsTheConnection(RawHttp2Client.PING, 8, output);
	}

	@Test
	@Tag("slow")
	void floodOfSettingsThatNobodyReadsTheAnswersToEndsTheConnection(CapturedOutput output) {
		assertFloodEndsTheConnection(RawHttp2Client.SETTINGS, 0, output);
	}

	/**
	 * The code is ENHANCE_YOUR_CALM, but stands behind the answers that the client does
	 * not read, and so is never seen.
	 */
	private void assertFloodEndsTheConnection(int type, int length, CapturedOutput output) {
		try (RawHttp2Client client = connect()) {
			client.flood(type, length, 2_000_000);
			client.awaitEnd();
		}
		assertThat(output).contains("10000 of outstanding control frames reached");
	}

	private static RawHttp2Client connect() {
		return RawHttp2Client.connect(gateway.port());
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", upstream.port());
		}

	}

}
