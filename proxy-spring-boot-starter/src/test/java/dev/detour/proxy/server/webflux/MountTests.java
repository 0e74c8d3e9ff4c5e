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

package dev.detour.proxy.server.webflux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What both mounts do in the same way when all goes well.
 */
@ParameterizedClass
@EnumSource
class MountTests extends AbstractMountTests {

	@Test
	void getWhenUpstreamAnswersIsPassedOn() {
		this.upstream.always(Script.respond(200).header("X-Upstream", "yes").body("hello"));
		RawResponse response = this.client.get("/a%2Fb//c;d=e/../f?g=%20h&&i");
		assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 Scripted");
		assertThat(response.text()).isEqualTo("hello");
		assertThat(response.header("X-Upstream")).contains("yes");
		assertThat(response.header("Content-Length")).contains("5");
		assertThat(this.upstream.request(0).target()).isEqualTo("/a%2Fb//c;d=e/../f?g=%20h&&i");
		assertThat(this.client.get("/again").text()).isEqualTo("hello");
	}

	@Test
	void fieldsWhenReceivedKeepOrderCaseAndDuplicates() {
		this.upstream.always(Script.respond(200).header("x-B", "1").header("X-a", "2").header("x-B", "3").body(""));
		RawResponse response = this.client.get("/", "x-Two: 2", "X-one: 1", "x-Two: 3", "aCCept: */*");
		assertThat(this.upstream.request(0).headerLines()).startsWith("Host: test.example", "x-Two: 2", "X-one: 1",
				"x-Two: 3", "aCCept: */*");
		assertThat(response.headerLines()).containsSubsequence("x-B: 1", "X-a: 2", "x-B: 3");
	}

	@Test
	void headWhenUpstreamAnswersKeepsLengthOfContent() {
		this.upstream.always(Script.respond(200).header("Content-Length", "12345").unframed(""));
		RawResponse response = this.client.head("/");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.header("Content-Length")).contains("12345");
		this.upstream.always(Script.respond(200).body("next"));
		assertThat(this.client.get("/").text()).isEqualTo("next");
	}

	@Test
	void responseWhenStatusAllowsNoContentLeavesConnectionUsable() {
		this.upstream.enqueue(Script.respond(204), Script.respond(304).header("ETag", "\"x\""));
		assertThat(this.client.get("/").statusLine()).startsWith("HTTP/1.1 204");
		RawResponse notModified = this.client.get("/");
		assertThat(notModified.status()).isEqualTo(304);
		assertThat(notModified.header("ETag")).contains("\"x\"");
		assertThat(notModified.header("Transfer-Encoding")).isEmpty();
		assertThat(this.client.get("/").text()).isEqualTo("ok");
	}

	@Test
	void postWhenLengthIsKnownIsPassedOn() {
		assertThat(this.client.post("/", "content").status()).isEqualTo(200);
		RecordedRequest request = this.upstream.request(0);
		assertThat(request.body().text()).isEqualTo("content");
		assertThat(request.header("Content-Length")).contains("7");
		assertThat(request.complete()).isTrue();
	}

	@Test
	void postWhenChunkedIsPassedOn() {
		this.client.send(RawRequest.chunked("POST", "/", "some", "content"));
		assertThat(this.client.readResponse().status()).isEqualTo(200);
		RecordedRequest request = this.upstream.request(0);
		assertThat(request.body().text()).isEqualTo("somecontent");
		assertThat(request.headers("Transfer-Encoding")).containsExactly("chunked");
		assertThat(request.complete()).isTrue();
	}

	@Test
	void trailersWhenSentArePassedOnBothWays() {
		this.upstream.always(Script.respond(200).header("Trailer", "X-Down").chunks("a", "b").trailer("X-Down", "1"));
		this.client.send(RawRequest.head("POST", "/", "Transfer-Encoding: chunked", "Trailer: X-Up")
				+ "1\r\na\r\n0\r\nX-Up: 2\r\n\r\n");
		RawResponse response = this.client.readResponse();
		assertThat(response.text()).isEqualTo("ab");
		assertThat(response.trailers()).containsExactly("X-Down: 1");
		assertThat(this.upstream.request(0).trailers()).containsExactly("X-Up: 2");
	}

	@Test
	void contentWhenLargeArrivesUnchangedBothWays() {
		this.upstream.always(Script.respond(200).generatedBody(MIB));
		this.client.send(RawRequest.head("POST", "/", "Content-Length: " + MIB)).sendGenerated(MIB);
		RawResponse response = this.client.readResponse();
		assertThat(response.body().length()).isEqualTo(MIB);
		assertThat(response.body().crc32()).isEqualTo(GeneratedBody.crc32(MIB));
		assertThat(this.upstream.request(0).body().crc32()).isEqualTo(GeneratedBody.crc32(MIB));
	}

	@Test
	void contentWhenChunkedArrivesUnchangedBothWays() {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		String[] chunks = new String[500];
		for (int i = 0; i < chunks.length; i++) {
			chunks[i] = Integer.toString(i).repeat(700);
			content.writeBytes(chunks[i].getBytes(StandardCharsets.ISO_8859_1));
		}
		this.upstream.always(Script.respond(200).chunks(chunks));
		this.client.send(RawRequest.chunked("PUT", "/", chunks));
		assertThat(this.client.readResponse().body().bytes()).isEqualTo(content.toByteArray());
		assertThat(this.upstream.request(0).body().bytes()).isEqualTo(content.toByteArray());
	}

	@Test
	void clientWhenOldIsAnsweredUntilConnectionCloses() {
		this.upstream.always(Script.respond(200).chunks("some", "content"));
		this.client.send("GET / HTTP/1.0\r\n\r\n");
		RawResponse response = this.client.readResponse();
		assertThat(response.text()).isEqualTo("somecontent");
		assertThat(response.header("Transfer-Encoding")).isEmpty();
		this.client.awaitClosed();
	}

	@Test
	void uploadWhenClientWaitsForLeaveGetsIt() {
		this.client.send(RawRequest.head("POST", "/", "Content-Length: 7", "Expect: 100-continue"));
		assertThat(this.client.readResponseHead().status()).isEqualTo(100);
		assertThat(this.client.send("content").readResponse().status()).isEqualTo(200);
		assertThat(this.upstream.request(0).body().text()).isEqualTo("content");
	}

	@Test
	void interimResponseWhenReceivedIsPassedOn() {
		this.upstream.always(Script.readRequest()
			.thenWrite("HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n")
			.thenRespond(200)
			.body("done"));
		RawResponse response = this.client.get("/");
		assertThat(response.interim()).hasSize(1);
		assertThat(response.interim().get(0).header("Link")).contains("</s.css>");
		assertThat(response.text()).isEqualTo("done");
	}

	@Test
	void eventStreamWhenOpenedGetsHeadAndEachEventAtOnce() {
		Gate first = new Gate();
		Gate second = new Gate();
		this.upstream.always(Script.respond(200)
			.header("Content-Type", "text/event-stream")
			.chunks("data: 1\n\n", "data: 2\n\n")
			.stallAfterHead(first)
			.stallAfterBodyBytes(9, second));
		this.client.send(RawRequest.head("GET", "/events"));
		assertThat(this.client.readResponseHead().header("Content-Type")).contains("text/event-stream");
		first.open();
		assertThat(this.client.readBytes(14)).asString().isEqualTo("9\r\ndata: 1\n\n\r\n");
		second.open();
		assertThat(this.client.readBytes(14)).asString().isEqualTo("9\r\ndata: 2\n\n\r\n");
	}

}
