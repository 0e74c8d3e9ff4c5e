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

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for responses of {@link ScriptedUpstream}, as {@link RawClient} reads them.
 */
class ScriptedResponseTests {

	private final ScriptedUpstream upstream = ScriptedUpstream.start();

	private final RawClient client = RawClient.connect(this.upstream.port());

	@AfterEach
	void close() {
		this.client.close();
		this.upstream.close();
	}

	@Test
	void responseWhenNothingScriptedIsOk() {
		RawResponse response = this.client.get("/");
		assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 Scripted");
		assertThat(response.headerLines()).containsExactly("Content-Length: 2");
		assertThat(response.text()).isEqualTo("ok");
		assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
	}

	@Test
	void responseWhenScriptedIsExact() {
		this.upstream
			.enqueue(Script.respond(503).reason("Not Now").header("x-LOWER", "a").header("X-lower", "b").body("later"));
		RawResponse response = this.client.get("/");
		assertThat(response.status()).isEqualTo(503);
		assertThat(response.statusLine()).isEqualTo("HTTP/1.1 503 Not Now");
		assertThat(response.headerLines()).containsExactly("x-LOWER: a", "X-lower: b", "Content-Length: 5");
		assertThat(response.headers("X-Lower")).containsExactly("a", "b");
		assertThat(response.text()).isEqualTo("later");
	}

	@Test
	void responseWhenEnqueuedComesBeforeDefault() {
		this.upstream.always(Script.respond(404)).enqueue(Script.respond(500), Script.respond(204));
		assertThat(this.client.get("/").status()).isEqualTo(500);
		assertThat(this.client.get("/").headerLines()).isEmpty();
		assertThat(this.client.get("/").status()).isEqualTo(404);
		assertThat(this.client.get("/").headerLines()).containsExactly("Content-Length: 0");
		assertThat(this.upstream.connectionCount()).isOne();
		assertThat(this.upstream.scriptsLeft()).isZero();
	}

	@Test
	void responseWhenChunkedHasTrailers() {
		this.upstream.enqueue(Script.respond(200).chunks("one", "two").trailer("X-Sum", "6"));
		RawResponse response = this.client.get("/");
		assertThat(response.text()).isEqualTo("onetwo");
		assertThat(response.header("transfer-encoding")).contains("chunked");
		assertThat(response.trailers()).containsExactly("X-Sum: 6");
		assertThat(this.client.get("/").text()).isEqualTo("ok");
	}

	@Test
	void responseWhenToHeadHasNoBody() {
		this.upstream.always(Script.respond(200).body("body"));
		RawResponse response = this.client.head("/");
		assertThat(response.header("Content-Length")).contains("4");
		assertThat(response.body().length()).isZero();
		assertThat(this.client.get("/").text()).isEqualTo("body");
	}

	@Test
	void responseWhenCloseDelimitedEndsWithConnection() {
		this.upstream.enqueue(Script.respond(200).closeDelimited("until the end"));
		RawResponse response = this.client.get("/");
		assertThat(response.statusLine()).startsWith("HTTP/1.0 ");
		assertThat(response.text()).isEqualTo("until the end");
		assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(this.client.awaitClosed()).isEqualTo(SocketEnd.FIN);
	}

	@Test
	void responseWhenConnectionCloseIsFollowedByFin() {
		this.upstream.enqueue(Script.respond(200).body("bye").connectionClose());
		assertThat(this.client.get("/").header("Connection")).contains("close");
		assertThat(this.client.awaitClosed()).isEqualTo(SocketEnd.FIN);
		assertThat(this.upstream.awaitConnectionClosed(0)).isEqualTo(ConnectionEnd.UPSTREAM_FIN);
	}

	@Test
	void responseWhenGeneratedHasChecksum() {
		long size = 20_000_001;
		this.upstream.enqueue(Script.respond(200).generatedBody(size));
		RecordedBytes body = this.client.get("/").body();
		assertThat(body.length()).isEqualTo(size);
		assertThat(body.crc32()).isEqualTo(GeneratedBody.crc32(size));
	}

	@Test
	void responseWhenInterimBeforeFinalListsInterim() {
		this.upstream.enqueue(Script.readHead()
			.thenRespond(100)
			.thenRespond(102)
			.thenRespond(103)
			.header("Link", "</a>")
			.thenReadRest()
			.thenRespond(200)
			.body("final"));
		RawResponse response = this.client.post("/", "body");
		assertThat(response.text()).isEqualTo("final");
		assertThat(response.interim()).extracting(RawResponse::status).containsExactly(100, 102, 103);
		assertThat(response.interim().get(2).headerLines()).containsExactly("Link: </a>");
	}

	@Test
	void responseWhenContinueExpectedComesBeforeBody() {
		this.upstream.enqueue(Script.readHead().thenRespond(100).thenReadRest().thenRespond(200));
		this.client.send(RawRequest.head("POST", "/", "Expect: 100-continue", "Content-Length: 4"));
		assertThat(this.client.readResponseHead().status()).isEqualTo(100);
		assertThat(this.client.send("body").readResponse().status()).isEqualTo(200);
		assertThat(this.upstream.request(0).body().text()).isEqualTo("body");
	}

	@Test
	void responseWhenUpgradedEchoes() {
		this.upstream.enqueue(Script.upgradeToEcho("echo"));
		RawResponse response = this.client.get("/", "Connection: Upgrade", "Upgrade: echo");
		assertThat(response.status()).isEqualTo(101);
		assertThat(this.client.send("hello").readBytes(5)).asString().isEqualTo("hello");
		assertThat(this.client.send("again").readBytes(5)).asString().isEqualTo("again");
		assertThat(this.client.halfClose().awaitClosed()).isEqualTo(SocketEnd.FIN);
	}

	@Test
	void responseWhenStalledGoesOnWhenGateOpens() {
		Gate head = new Gate();
		Gate body = new Gate();
		this.upstream.enqueue(Script.respond(200).body("stalled").stallAfterHead(head).stallAfterBodyBytes(5, body));
		this.client.send(RawRequest.head("GET", "/"));
		head.awaitReached();
		assertThat(this.client.readResponseHead().header("Content-Length")).contains("7");
		head.open();
		assertThat(this.client.readBytes(5)).asString().isEqualTo("stall");
		body.awaitReached();
		body.open();
		assertThat(this.client.readBytes(2)).asString().isEqualTo("ed");
	}

	@Test
	void responseWhenStalledInHeadIsInHalves() {
		Gate gate = new Gate();
		this.upstream.enqueue(Script.respond(200).body("ok").stallAfterHeadBytes(9, gate));
		this.client.send(RawRequest.head("GET", "/"));
		assertThat(this.client.readBytes(9)).asString().isEqualTo("HTTP/1.1 ");
		gate.open();
		assertThat(this.client.readBytes(3)).asString().isEqualTo("200");
	}

	@Test
	void responseWhenEarlyLetsConnectionGoOn() {
		this.upstream.enqueue(Script.readHead().thenRespond(413).body("too much"));
		this.client.send(RawRequest.head("POST", "/", "Content-Length: 4"));
		assertThat(this.client.readResponse().status()).isEqualTo(413);
		assertThat(this.client.send("body").get("/next").status()).isEqualTo(200);
		assertThat(this.upstream.requests()).extracting(RecordedRequest::target).containsExactly("/", "/next");
	}

	@Test
	void responseWhenEarlyAndHeldLeavesBodyUnread() {
		this.upstream.enqueue(Script.readHead().thenRespond(413).thenHold());
		this.client.send(RawRequest.head("POST", "/", "Content-Length: 4") + "body");
		assertThat(this.client.readResponse().status()).isEqualTo(413);
		assertThat(this.upstream.request(0).complete()).isFalse();
		assertThat(this.upstream.request(0).body().length()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void responseWhenBrokenIsWrittenAsItIs(BrokenResponse broken) {
		this.upstream.enqueue(broken.script());
		this.client.send(RawRequest.head("GET", "/"));
		assertThat(this.client.readBytes(broken.text().length())).asString(StandardCharsets.ISO_8859_1)
			.isEqualTo(broken.text());
	}

}
