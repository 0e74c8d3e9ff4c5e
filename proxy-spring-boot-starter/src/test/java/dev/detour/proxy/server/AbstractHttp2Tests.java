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

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that speaks HTTP/2, whichever way the gateway is mounted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractHttp2Tests {

	private static final int NO_ERROR = 0x0;

	private static final int INTERNAL_ERROR = 0x2;

	private static final int CANCEL = 0x8;

	private static volatile int peerPort;

	final TestGateway gateway;

	ScriptedUpstream upstream;

	AbstractHttp2Tests(TestGateway gateway) {
		this.gateway = gateway;
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

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
	void requestIsTranslated() {
		try (RawHttp2Client client = connect()) {
			client.get(1, "/a?b=%20c", "cookie", "a=1", "cookie", "b=2", "te", "trailers", "x-one", "1");
			assertThat(client.awaitResponse(1).status()).isEqualTo(200);
		}
		RecordedRequest request = this.upstream.request(0);
		assertThat(request.requestLine()).isEqualTo("GET /a?b=%20c HTTP/1.1");
		assertThat(request.headers("Host")).containsExactly("gateway.test");
		assertThat(request.headers("Cookie")).containsExactly("a=1; b=2");
		assertThat(request.headers("Via")).containsExactly("2.0 detour");
		assertThat(request.headers("X-Forwarded-Proto")).containsExactly("http");
		assertThat(request.headers("X-One")).containsExactly("1");
		assertThat(request.headers("Transfer-Encoding")).isEmpty();
		assertThat(request.headerLines()).noneMatch((line) -> line.startsWith("x-http2"));
	}

	@Test
	void contentAndTrailersPassBothWays() {
		this.upstream.enqueue(Script.respond(200).header("X-Two", "2").chunks("an", "swer").trailer("X-Sum", "42"));
		try (RawHttp2Client client = connect()) {
			client.post(1, "/", "trailer", "x-check").data(1, "con", false).data(1, "tent", false);
			client.headers(1, true, "x-check", "7");
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.text()).isEqualTo("answer");
			assertThat(response.fields("200")).contains("x-two: 2")
				.noneMatch((line) -> line.startsWith("transfer-encoding") || line.startsWith("connection"));
			assertThat(response.fields("")).containsExactly("x-sum: 42");
		}
		assertThat(this.upstream.request(0).body().text()).isEqualTo("content");
		assertThat(this.upstream.request(0).trailers()).containsExactly("x-check: 7");
	}

	@Test
	void contentWithLengthKeepsIt() {
		try (RawHttp2Client client = connect()) {
			client.post(1, "/", "content-length", "7").data(1, "content", true);
			assertThat(client.awaitResponse(1).status()).isEqualTo(200);
		}
		assertThat(this.upstream.request(0).headers("Content-Length")).containsExactly("7");
		assertThat(this.upstream.request(0).body().text()).isEqualTo("content");
	}

	@Test
	void responseToHeadHasLengthButNoContent() {
		this.upstream.enqueue(Script.respond(200).body("content"));
		try (RawHttp2Client client = connect()) {
			client.headers(1, true, ":method", "HEAD", ":scheme", "http", ":authority", "a", ":path", "/");
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.fields("200")).contains("content-length: 7");
			assertThat(response.body()).isEmpty();
		}
	}

	@Test
	void interimResponsesAreFramesOfTheirOwn() {
		this.upstream.enqueue(Script.write("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n").thenRespond(200));
		try (RawHttp2Client client = connect()) {
			RawHttp2Client.Response response = client.get(1, "/").awaitResponse(1);
			assertThat(response.fields("103")).contains("link: </a.css>");
			assertThat(response.status()).isEqualTo(200);
		}
	}

	@Test
	void clientThatExpectsContinueIsToldToGoAhead() {
		this.upstream
			.enqueue(Script.readHead().thenWrite("HTTP/1.1 100 Continue\r\n\r\n").thenReadRest().thenRespond(200));
		try (RawHttp2Client client = connect()) {
			client.post(1, "/", "expect", "100-continue", "content-length", "2");
			assertThat(client.decode(client.await(RawHttp2Client.HEADERS, 1)).getKey()).isEqualTo("100");
			assertThat(client.data(1, "ok", true).awaitResponse(1).status()).isEqualTo(200);
		}
	}

	@Test
	void eventStreamGetsHeadAndEachEventAtOnce() {
		Gate first = new Gate();
		Gate second = new Gate();
		this.upstream.enqueue(Script.respond(200)
			.header("Content-Type", "text/event-stream")
			.chunks("data: 1\n\n", "data: 2\n\n")
			.stallAfterHead(first)
			.stallAfterBodyBytes(9, second));
		try (RawHttp2Client client = connect()) {
			client.get(1, "/events");
			assertThat(client.decode(client.await(RawHttp2Client.HEADERS, 1)).getKey()).isEqualTo("200");
			first.open();
			assertThat(client.await(RawHttp2Client.DATA, 1).payload()).asString().isEqualTo("data: 1\n\n");
			second.open();
			assertThat(client.await(RawHttp2Client.DATA, 1).payload()).asString().isEqualTo("data: 2\n\n");
		}
	}

	@Test
	void slowExchangeDoesNotHoldUpOthersOfTheConnection() {
		Gate gate = new Gate();
		this.upstream.enqueue(Script.readRequest().thenStall(gate).thenRespond(200).body("slow"),
				Script.respond(200).body("fast"));
		try (RawHttp2Client client = connect()) {
			client.get(1, "/slow");
			gate.awaitReached();
			assertThat(client.get(3, "/fast").awaitResponse(3).text()).isEqualTo("fast");
			gate.open();
			assertThat(client.awaitResponse(1).text()).isEqualTo("slow");
		}
	}

	@Test
	void responseThatBreaksOffResetsItsStreamOnly() {
		this.upstream.enqueue(Script.respond(200).body("half of it").onlyBodyBytes(4).thenClose());
		try (RawHttp2Client client = connect()) {
			assertThat(client.get(1, "/").awaitResponse(1).reset()).isEqualTo(INTERNAL_ERROR);
			assertThat(client.get(3, "/").awaitResponse(3).status()).isEqualTo(200);
		}
	}

	@Test
	void clientThatResetsAStreamEndsThatExchangeOnly() {
		Gate gate = new Gate();
		this.upstream.enqueue(Script.readRequest().thenStall(gate).thenRespond(200), Script.respond(200).body("other"));
		try (RawHttp2Client client = connect()) {
			client.get(1, "/");
			gate.awaitReached();
			client.reset(1, CANCEL);
			this.upstream.awaitConnectionClosed(0);
			assertThat(client.get(3, "/").awaitResponse(3).text()).isEqualTo("other");
			gate.open();
		}
	}

	@Test
	void responseBeforeEndOfUploadStopsTheUpload() {
		this.upstream.enqueue(Script.readHead().thenRespond(413).body("too much").thenHold());
		try (RawHttp2Client client = connect()) {
			client.post(1, "/").data(1, "a beginning", false);
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.status()).isEqualTo(413);
			assertThat(response.text()).isEqualTo("too much");
			assertThat(client.await(RawHttp2Client.RST_STREAM, 1).number(0)).isIn(NO_ERROR, CANCEL);
			assertThat(client.get(3, "/").awaitResponse(3).status()).isEqualTo(200);
		}
	}

	@Test
	void uploadThatPeerDoesNotReadIsNotRead() {
		this.upstream.enqueue(Script.neverRead());
		try (RawHttp2Client client = connect()) {
			client.post(1, "/");
			int granted = 65535;
			for (int sent = 0; sent < granted; sent += 8192) {
				client.frame(RawHttp2Client.DATA, 0, 1, new byte[Math.min(8192, granted - sent)]);
			}
			// Grants of window come until the sockets between gateway and peer are full.
			long taken = granted;
			for (long window = client.nextGrant(1); window > 0; window = client.nextGrant(1)) {
				taken += window;
				for (long sent = 0; sent < window; sent += 8192) {
					client.frame(RawHttp2Client.DATA, 0, 1, new byte[(int) Math.min(8192, window - sent)]);
				}
			}
			assertThat(taken).isLessThan(32L << 20);
			assertThat(client.get(3, "/other").awaitResponse(3).status()).isEqualTo(200);
		}
	}

	@Test
	void largeResponseGoesNoFasterThanClientGrants() {
		long size = 1 << 20;
		this.upstream.enqueue(Script.respond(200).generatedBody(size));
		try (RawHttp2Client client = connect()) {
			client.get(1, "/");
			int taken = 0;
			client.decode(client.await(RawHttp2Client.HEADERS, 1));
			while (taken < 65535) {
				taken += client.await(RawHttp2Client.DATA, 1).payload().length;
			}
			assertThat(taken).isEqualTo(65535);
			client.grant(0, 65535).grant(1, 65535);
			RawHttp2Client.Response rest = client.awaitResponse(1);
			assertThat(taken + rest.body().length).isEqualTo((int) size);
		}
	}

	@Test
	void malformedRequestsAreRefused() {
		for (List<String> extra : List.of(List.of("connection", "close"), List.of("transfer-encoding", "chunked"),
				List.of("upgrade", "websocket"), List.of(":unknown", "x"), List.of("X-Upper", "1"),
				List.of("host", "other.test"))) {
			try (RawHttp2Client client = connect()) {
				client.get(1, "/", extra.toArray(String[]::new));
				RawHttp2Client.Response response = client.awaitResponse(1);
				assertThat(response.reset() > 0 || response.status() == 400).as(extra.toString()).isTrue();
				assertThat(client.get(3, "/").awaitResponse(3).status()).isEqualTo(200);
			}
		}
		assertThat(this.upstream.requests()).hasSize(6);
	}

	@Test
	void requestsWithoutMandatoryPseudoFieldsAreRefused() {
		for (List<String> fields : List.of(List.of(":method", "GET", ":scheme", "http", ":path", "/"),
				List.of(":scheme", "http", ":authority", "a", ":path", "/"),
				List.of(":method", "GET", ":scheme", "http", ":authority", "a"),
				List.of(":method", "GET", ":scheme", "http", ":authority", "a", ":path", ""))) {
			try (RawHttp2Client client = connect()) {
				client.headers(1, true, fields.toArray(String[]::new));
				RawHttp2Client.Response response = client.awaitResponse(1);
				assertThat(response.reset() > 0 || response.status() == 400).as(fields.toString()).isTrue();
				assertThat(client.get(3, "/").awaitResponse(3).status()).isEqualTo(200);
			}
		}
	}

	@Test
	void connectIsNotImplemented() {
		try (RawHttp2Client client = connect()) {
			client.headers(1, true, ":method", "CONNECT", ":authority", "other.test:443");
			assertThat(client.awaitResponse(1).status()).isEqualTo(501);
			client.headers(3, false, ":method", "CONNECT", ":authority", "other.test:443");
			assertThat(client.awaitResponse(3).status()).isEqualTo(501);
			assertThat(client.await(RawHttp2Client.RST_STREAM, 3).number(0)).isEqualTo(NO_ERROR);
			client.headers(5, true, ":method", "CONNECT", ":authority", "other.test:443", ":scheme", "http", ":path",
					"/");
			assertThat(client.awaitResponse(5).reset()).isPositive();
			assertThat(client.get(7, "/").awaitResponse(7).status()).isEqualTo(200);
		}
		assertThat(this.upstream.requests()).hasSize(1);
	}

	RawHttp2Client connect() {
		return RawHttp2Client.connect(this.gateway.port());
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", peerPort);
		}

	}

}
