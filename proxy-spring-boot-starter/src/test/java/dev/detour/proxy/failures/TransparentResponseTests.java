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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses as clients see them.
 */
class TransparentResponseTests extends AbstractUpstreamTests {

	@Test
	void fieldsAreInTheirOrderAndCaseAndAsOftenAsSent() {
		this.upstream.enqueue(Script.respond(200)
			.header("X-b", "1")
			.header("Set-Cookie", "a=b; Path=/")
			.header("SET-COOKIE", "c=d")
			.header("X-B", "2")
			.header("X-Latin", "\u00e4")
			.header("Date", "now")
			.header("Server", "scripted")
			.body("ok"));
		RawResponse response = get();
		assertThat(response.headerLines()).containsExactly("X-b: 1", "Set-Cookie: a=b; Path=/", "SET-COOKIE: c=d",
				"X-B: 2", "X-Latin: \u00e4", "Date: now", "Server: scripted", "Content-Length: 2", "via: 1.1 detour");
	}

	@Test
	void fieldsOfTheConnectionAreRemoved() {
		this.upstream.enqueue(Script.respond(200)
			.header("Connection", "x-one, keep-alive")
			.header("X-One", "1")
			.header("Keep-Alive", "timeout=5")
			.header("Proxy-Connection", "close")
			.header("Upgrade", "h2c")
			.header("X-Two", "2")
			.body("ok"));
		RawResponse response = get();
		assertThat(response.headerLines()).containsExactly("X-Two: 2", "Content-Length: 2", "via: 1.1 detour");
	}

	@Test
	void rangeIsAskedForAndPassedOn() {
		this.upstream.enqueue(Script.respond(206).header("Content-Range", "bytes 2-5/100").body("part"));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.get("/", "Range: bytes=2-5", "If-Range: \"a\"");
			assertThat(response.status()).isEqualTo(206);
			assertThat(response.headers("Content-Range")).containsExactly("bytes 2-5/100");
			assertThat(response.text()).isEqualTo("part");
			assertThat(this.upstream.request(0).headers("Range")).containsExactly("bytes=2-5");
			assertThat(this.upstream.request(0).headers("If-Range")).containsExactly("\"a\"");
		}
	}

	@Test
	void contentCodingIsLeftAlone() {
		this.upstream.enqueue(Script.respond(200)
			.header("Content-Encoding", "gzip")
			.header("Vary", "Accept-Encoding")
			.body("no gzip, but nobody looks"));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.get("/", "Accept-Encoding: gzip, br;q=0.5");
			assertThat(response.headers("Content-Encoding")).containsExactly("gzip");
			assertThat(response.text()).isEqualTo("no gzip, but nobody looks");
			assertThat(this.upstream.request(0).headers("Accept-Encoding")).containsExactly("gzip, br;q=0.5");
			assertThat(client.get("/").text()).isEqualTo("ok");
			assertThat(this.upstream.request(1).headers("Accept-Encoding")).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 206, 226, 299, 300, 301, 400, 404, 418, 499, 500, 502, 503, 599, 700, 999 })
	void statusIsPassedOn(int status) {
		this.upstream.enqueue(Script.respond(status).body("ok"));
		RawResponse response = get();
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.text()).isEqualTo("ok");
	}

	@Test
	void reasonIsPassedOn() {
		this.upstream.enqueue(Script.respond(200).reason("Quite Fine").body("ok"));
		assertThat(get().statusLine()).isEqualTo("HTTP/1.1 200 Quite Fine");
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 304, 205 })
	void responseWithoutContentIsFollowedByTheNextOnTheSameConnections(int status) {
		this.upstream.enqueue(Script.respond(status).header("ETag", "\"1\""));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.get("/");
			assertThat(response.status()).isEqualTo(status);
			assertThat(response.header("ETag")).hasValue("\"1\"");
			assertThat(response.header("Transfer-Encoding")).isEmpty();
			assertThat(client.get("/").text()).isEqualTo("ok");
			assertThat(this.upstream.connectionCount()).isOne();
		}
	}

	@Test
	void lengthOfNotModifiedIsPassedOn() {
		this.upstream.enqueue(Script.write("HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n"));
		try (this.upstream; RawClient client = gateway.connect()) {
			assertThat(client.get("/").status()).isEqualTo(304);
			assertThat(client.get("/").text()).isEqualTo("ok");
			assertThat(this.upstream.connectionCount()).isOne();
		}
	}

	@Test
	void lengthOfResponseToHeadIsPassedOn() {
		this.upstream.enqueue(Script.respond(200).generatedBody(1_000_000));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.head("/");
			assertThat(response.header("Content-Length")).hasValue("1000000");
			assertThat(client.get("/").text()).isEqualTo("ok");
			assertThat(this.upstream.connectionCount()).isOne();
		}
	}

	@Test
	void responseToHeadWithoutFramingIsFramedAsThatToGetWouldBe() {
		this.upstream.enqueue(Script.write("HTTP/1.1 200 OK\r\nX: 1\r\n\r\n"));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.head("/");
			assertThat(response.header("Transfer-Encoding")).hasValue("chunked");
			assertThat(client.get("/").text()).isEqualTo("ok");
		}
	}

	@Test
	void responseToHeadThatIsChunkedStaysSo() {
		this.upstream.enqueue(Script.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
		try (this.upstream; RawClient client = gateway.connect()) {
			assertThat(client.head("/").header("Transfer-Encoding")).hasValue("chunked");
			assertThat(client.get("/").text()).isEqualTo("ok");
			assertThat(this.upstream.connectionCount()).isOne();
		}
	}

	@Test
	void contentThatIsChunkedStaysSoWithItsTrailers() {
		this.upstream.enqueue(Script.respond(200).chunks("one", "two").trailer("X-Sum", "6").trailer("X-Two", "2"));
		RawResponse response = get();
		assertThat(response.header("Transfer-Encoding")).hasValue("chunked");
		assertThat(response.text()).isEqualTo("onetwo");
		assertThat(response.trailers()).containsExactly("X-Sum: 6", "X-Two: 2");
	}

	@Test
	void contentThatEndsWithTheConnectionBecomesChunked() {
		this.upstream.enqueue(Script.respond(200).closeDelimited("until the end"));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.get("/");
			assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 Scripted");
			assertThat(response.header("Transfer-Encoding")).hasValue("chunked");
			assertThat(response.text()).isEqualTo("until the end");
			assertThat(client.get("/").text()).isEqualTo("ok");
			assertThat(this.upstream.connectionCount()).isEqualTo(2);
		}
	}

	@Test
	void contentThatEndsWithAResetIsBrokenOff() {
		this.upstream.enqueue(Script.respond(200).version("HTTP/1.0").unframed("not the end").thenReset());
		assertThat(get().ending()).isNotEqualTo(Ending.COMPLETE);
	}

	@Test
	void contentWhenClientOfHttp10EndsWithTheConnection() {
		this.upstream.enqueue(Script.respond(200).chunks("one", "two").trailer("X-Sum", "6"));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").readResponse();
			assertThat(response.header("Transfer-Encoding")).isEmpty();
			assertThat(response.header("Content-Length")).isEmpty();
			assertThat(response.text()).isEqualTo("onetwo");
			assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
		}
	}

	@Test
	void contentWhenClientOfHttp10CannotTellItIsBrokenOffEndsWithAReset() {
		this.upstream.enqueue(Script.respond(200).chunks("one", "two").withoutLastChunk().thenClose());
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").readResponse();
			assertThat(response.ending()).isEqualTo(Ending.RESET);
		}
	}

	@Test
	void connectionOfClientOfHttp10IsClosedUnlessItIsToBeKept() {
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
				.readResponse();
			assertThat(response.header("Connection"))
				.hasValueSatisfying((value) -> assertThat(value).isEqualToIgnoringCase("keep-alive"));
			assertThat(client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").readResponse().text()).isEqualTo("ok");
			client.awaitClosed();
		}
	}

	@Test
	void connectionWhenClientWantsItClosedIsClosed() {
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.get("/", "Connection: close");
			assertThat(response.header("Connection")).hasValue("close");
			client.awaitClosed();
		}
	}

	@Test
	void connectionWhenPeerClosesItsOwnIsKept() {
		this.upstream.enqueue(Script.respond(200).body("bye").connectionClose());
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.get("/");
			assertThat(response.text()).isEqualTo("bye");
			assertThat(response.header("Connection")).isEmpty();
			assertThat(client.get("/").text()).isEqualTo("ok");
			assertThat(this.upstream.connectionCount()).isEqualTo(2);
		}
	}

	private RawResponse get() {
		try (this.upstream; RawClient client = gateway.connect()) {
			return client.get("/");
		}
	}

}
