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

import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the failures that {@link ScriptedUpstream} makes, as {@link RawClient} sees
 * them.
 */
class ScriptedFailureTests {

	private static final String UPLOAD = RawRequest.withBody("POST", "/", "0123456789");

	private final ScriptedUpstream upstream = ScriptedUpstream.start();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	static Stream<Arguments> whileReading() {
		return Stream.of(Arguments.of(Script.accept(), "", 0, false),
				Arguments.of(Script.readHeadBytes(7), "POST / ", 0, false),
				Arguments.of(Script.readHead(), "POST / HTTP/1.1", 0, false),
				Arguments.of(Script.readBodyBytes(4), "POST / HTTP/1.1", 4, false),
				Arguments.of(Script.readRequest(), "POST / HTTP/1.1", 10, true));
	}

	@ParameterizedTest
	@MethodSource("whileReading")
	void clientWhenUpstreamClosesWhileReadingSeesFin(Script script, String requestLine, int body, boolean complete) {
		this.upstream.enqueue(script.thenClose());
		try (RawClient client = RawClient.connect(this.upstream.port())) {
			client.send(UPLOAD);
			assertThat(client.awaitClosed()).isEqualTo(SocketEnd.FIN);
		}
		assertThat(this.upstream.awaitConnectionClosed(0)).isEqualTo(ConnectionEnd.UPSTREAM_FIN);
		assertRead(requestLine, body, complete);
	}

	@ParameterizedTest
	@MethodSource("whileReading")
	void clientWhenUpstreamResetsWhileReadingSeesReset(Script script, String requestLine, int body, boolean complete) {
		Gate gate = new Gate();
		this.upstream.enqueue(script.thenStall(gate).thenReset());
		try (RawClient client = RawClient.connect(this.upstream.port())) {
			client.send(UPLOAD);
			gate.open();
			assertThat(client.awaitClosed()).isEqualTo(SocketEnd.RST);
		}
		assertThat(this.upstream.awaitConnectionClosed(0)).isEqualTo(ConnectionEnd.UPSTREAM_RST);
		assertRead(requestLine, body, complete);
	}

	private void assertRead(String requestLine, int body, boolean complete) {
		if (requestLine.isEmpty()) {
			assertThat(this.upstream.requests()).isEmpty();
			return;
		}
		RecordedRequest request = this.upstream.request(0);
		assertThat(request.requestLine()).isEqualTo(requestLine);
		assertThat(request.body().length()).isEqualTo(body);
		assertThat(request.complete()).isEqualTo(complete);
	}

	static Stream<Arguments> whileWriting() {
		return Stream.of(SocketEnd.values())
			.flatMap((end) -> Stream.of(
					Arguments.of(Script.respond(200).body("hello").onlyHeadBytes(5), end, "HTTP/", ""),
					Arguments.of(Script.respond(200).body("hello").onlyHead(), end, "HTTP/1.1 200 Scripted", ""),
					Arguments.of(Script.respond(200).body("hello").onlyBodyBytes(2), end, "HTTP/1.1 200 Scripted",
							"he"),
					Arguments.of(Script.respond(200).chunks("hello").onlyBodyBytes(2), end, "HTTP/1.1 200 Scripted",
							"he"),
					Arguments.of(Script.respond(200).chunks("hello").withoutLastChunk(), end, "HTTP/1.1 200 Scripted",
							"hello")));
	}

	@ParameterizedTest
	@MethodSource("whileWriting")
	void responseWhenCutOffIsNotComplete(Script script, SocketEnd end, String statusLine, String body) {
		this.upstream.enqueue((end == SocketEnd.FIN) ? script.thenClose() : script.thenReset());
		try (RawClient client = RawClient.connect(this.upstream.port())) {
			RawResponse response = client.get("/");
			assertThat(response.statusLine()).isEqualTo(statusLine);
			assertThat(response.text()).isEqualTo(body);
			assertThat(response.ending()).isEqualTo((end == SocketEnd.FIN) ? Ending.TRUNCATED : Ending.RESET);
		}
	}

	@ParameterizedTest
	@EnumSource
	void idleConnectionWhenClosedIsStale(SocketEnd end) {
		try (RawClient client = RawClient.connect(this.upstream.port())) {
			client.get("/1");
			client.get("/2");
			assertThat(this.upstream.awaitIdle(1).closeIdle(end)).isOne();
			assertThat(client.awaitClosed()).isEqualTo(end);
		}
		assertThat(this.upstream.requests()).hasSize(2);
		assertThat(this.upstream.closeIdle(end)).isZero();
	}

	@Test
	void reusedConnectionWhenResetScriptedFailsWithNextRequest() {
		this.upstream.enqueue(Script.respond(200), Script.accept().thenReset());
		try (RawClient client = RawClient.connect(this.upstream.port())) {
			client.get("/1");
			assertThat(client.get("/2").ending()).isEqualTo(Ending.RESET);
		}
		assertThat(this.upstream.requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void clientWhenItLeavesUnansweredIsNoticed(SocketEnd end) {
		this.upstream.enqueue(Script.neverAnswer());
		RawClient client = RawClient.connect(this.upstream.port());
		client.send(UPLOAD);
		this.upstream.awaitCompleteRequests(1);
		leave(client, end);
		assertThat(this.upstream.awaitConnectionClosed(0)).isEqualTo(clientEnd(end));
	}

	@ParameterizedTest
	@EnumSource
	void clientWhenItLeavesDuringStallIsNoticed(SocketEnd end) {
		Gate gate = new Gate();
		this.upstream.enqueue(Script.respond(200).body("hello").stallAfterBodyBytes(2, gate));
		RawClient client = RawClient.connect(this.upstream.port());
		client.send(UPLOAD).readResponseHead();
		client.readBytes(2);
		leave(client, end);
		assertThat(this.upstream.awaitConnectionClosed(0)).isEqualTo(clientEnd(end));
		gate.open();
	}

	@ParameterizedTest
	@EnumSource
	void clientWhenItLeavesWithinBodyIsNoticed(SocketEnd end) {
		RawClient client = RawClient.connect(this.upstream.port());
		client.send(RawRequest.head("POST", "/", "Content-Length: 10") + "012");
		this.upstream.awaitRequests(1);
		leave(client, end);
		assertThat(this.upstream.awaitConnectionClosed(0)).isEqualTo(clientEnd(end));
		assertThat(this.upstream.request(0).complete()).isFalse();
	}

	private static void leave(RawClient client, SocketEnd end) {
		if (end == SocketEnd.RST) {
			client.reset();
		}
		client.close();
	}

	private static ConnectionEnd clientEnd(SocketEnd end) {
		return (end == SocketEnd.FIN) ? ConnectionEnd.CLIENT_FIN : ConnectionEnd.CLIENT_RST;
	}

	@Test
	void upstreamWhenKilledResetsAndRefusesAndComesBack() {
		try (RawClient client = RawClient.connect(this.upstream.port())) {
			client.get("/");
			this.upstream.kill();
			assertThat(client.awaitClosed()).isEqualTo(SocketEnd.RST);
		}
		try (ScriptedUpstream again = ScriptedUpstream.start(UpstreamOptions.defaults().withPort(this.upstream.port()));
				RawClient client = RawClient.connect(again.port())) {
			assertThat(client.get("/").status()).isEqualTo(200);
		}
	}

}
