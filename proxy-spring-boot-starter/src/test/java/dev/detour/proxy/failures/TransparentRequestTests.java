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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests as peers see them.
 */
class TransparentRequestTests extends AbstractUpstreamTests {

	@ParameterizedTest
	@ValueSource(strings = { "/", "//", "//a//b/", "/a/../b", "/./a", "/a%2Fb", "/a%2fb", "/%c3%A4", "/%00", "/a?b=c?d",
			"/a?", "/?a=b&a=c&&=", "/a;b=c/d", "/a+b", "/a|b", "/a\"b", "/{a}", "/a\\b", "/a?b=[c]^`",
			"/~a!$&'()*+,;=:@", "/a?b=%20+c" })
	void targetIsPassedOnByteForByte(String target) {
		RecordedRequest request = exchange("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(request.requestLine()).isEqualTo("GET " + target + " HTTP/1.1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%", "/%zz", "/a%2" })
	void targetWhenPercentEncodingIsInvalidIsRefused(String target) {
		try (RawClient client = gateway.connect()) {
			assertThat(client.get(target).status()).isEqualTo(400);
			assertThat(this.upstream.requests()).isEmpty();
		}
	}

	@Test
	void targetWhenLongIsPassedOn() {
		String target = "/" + "a".repeat(3000);
		assertThat(exchange("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").target()).isEqualTo(target);
	}

	@Test
	void targetWhenStarIsPassedOn() {
		assertThat(exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").requestLine()).isEqualTo("OPTIONS * HTTP/1.1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PATCH", "DELETE", "PROPFIND", "M-SEARCH", "get", "X_y.z" })
	void methodIsPassedOn(String method) {
		assertThat(exchange(method + " /a HTTP/1.1\r\nHost: a\r\n\r\n").method()).isEqualTo(method);
	}

	@Test
	void targetWhenAbsoluteNamesTheHostAndBecomesAPath() {
		RecordedRequest request = exchange("GET http://b.example:81/c//d?e HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(request.target()).isEqualTo("/c//d?e");
		assertThat(request.headers("Host")).containsExactly("b.example:81");
		assertThat(request.headers("X-Forwarded-Host")).containsExactly("b.example:81");
	}

	@Test
	void targetWhenAbsoluteWithoutPathBecomesARoot() {
		assertThat(exchange("GET http://b HTTP/1.1\r\nHost: a\r\n\r\n").target()).isEqualTo("/");
		assertThat(exchange("GET http://b?c HTTP/1.1\r\nHost: a\r\n\r\n").target()).isEqualTo("/?c");
	}

	@Test
	void fieldsAreInTheirOrderAndCaseAndAsOftenAsSent() {
		RecordedRequest request = exchange("GET / HTTP/1.1\r\nX-b: 1\r\nhOST: a\r\nx-B: 2\r\nAccept: */*\r\n"
				+ "X-Empty:\r\nCookie: a=b; c=d\r\nX-b: 1\r\nX-Latin: \u00e4\u00ff\r\nX-Tab: a\tb\r\n\r\n");
		assertThat(request.headerLines()).startsWith("X-b: 1", "hOST: a", "x-B: 2", "Accept: */*", "X-Empty: ",
				"Cookie: a=b; c=d", "X-b: 1", "X-Latin: \u00e4\u00ff", "X-Tab: a\tb");
	}

	@Test
	void fieldsOfTheConnectionAreRemoved() {
		RecordedRequest request = exchange(RawRequest.withBody("POST", "/", "ok", "Connection: keep-alive, X-One",
				"X-One: 1", "connection: x-TWO", "X-Two: 2", "Keep-Alive: 5", "Proxy-Connection: close", "TE: trailers",
				"Upgrade: foo", "X-Three: 3"));
		assertThat(request.headerLines()).noneMatch(
				(line) -> line.matches("(?i)(connection|x-one|x-two|keep-alive|proxy-connection|te|upgrade):.*"));
		assertThat(request.header("X-Three")).hasValue("3");
	}

	@Test
	void fieldsThatFrameTheMessageCannotBeNamedByConnection() {
		RecordedRequest request = exchange(
				RawRequest.withBody("POST", "/", "ok", "Connection: host, content-length, close"));
		assertThat(request.headers("Host")).containsExactly("test.example");
		assertThat(request.body().text()).isEqualTo("ok");
	}

	@Test
	void fieldsThatTellOfTheClientCannotBeRemovedByTheClient() {
		RecordedRequest request = exchange(
				RawRequest.head("GET", "/", "Connection: X-Forwarded-For, Via", "X-Forwarded-For: 192.0.2.1"));
		assertThat(request.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
		assertThat(request.headers("Via")).containsExactly("1.1 detour");
	}

	@Test
	void hostIsKept() {
		assertThat(exchange("GET / HTTP/1.1\r\nHost: B.example:8080\r\n\r\n").headers("Host"))
			.containsExactly("B.example:8080");
	}

	@Test
	void hostWhenPeerOverridesItIsThatOfThePeer() {
		gateway.others(TestHooks.peers(this.peer.withHostHeader("other.example")));
		RecordedRequest request = exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(request.headers("Host")).containsExactly("other.example");
		assertThat(request.headers("X-Forwarded-Host")).containsExactly("a");
	}

	@Test
	void hostWhenHookSetsItIsThatOfTheHook() {
		gateway.others(TestHooks.peers(this.peer).onUpstreamRequest((request) -> {
			request.headers().set("Host", "hook.example");
			return Answer.none();
		}));
		assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").headers("Host")).containsExactly("hook.example");
	}

	@Test
	void hostWhenClientOfHttp10SendsNoneIsThePeers() {
		RecordedRequest request = exchange("GET / HTTP/1.0\r\n\r\n");
		assertThat(request.requestLine()).isEqualTo("GET / HTTP/1.1");
		assertThat(request.headers("Host")).containsExactly(this.upstream.address());
		assertThat(request.headers("X-Forwarded-Host")).isEmpty();
		assertThat(request.headers("Via")).containsExactly("1.0 detour");
	}

	@Test
	void forwardedFieldsAreAppended() {
		RecordedRequest request = exchange(RawRequest.head("GET", "/", "X-Forwarded-For: 192.0.2.1",
				"X-Forwarded-For: 192.0.2.2", "X-Forwarded-Proto: https", "Via: 1.0 one"));
		assertThat(request.headers("X-Forwarded-For")).containsExactly("192.0.2.1, 192.0.2.2, 127.0.0.1");
		assertThat(request.headers("X-Forwarded-Proto")).containsExactly("https, http");
		assertThat(request.headers("X-Forwarded-Host")).containsExactly("test.example");
		assertThat(request.headers("X-Forwarded-Port")).containsExactly("80");
		assertThat(request.headers("Via")).containsExactly("1.0 one, 1.1 detour");
	}

	@Test
	void contentWithoutLengthIsChunkedAndKeepsItsTrailers() {
		RecordedRequest request = exchange(
				"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n"
						+ "\r\n3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n");
		assertThat(request.headers("Transfer-Encoding")).containsExactly("chunked");
		assertThat(request.headers("Content-Length")).isEmpty();
		assertThat(request.body().text()).isEqualTo("abcde");
		assertThat(request.trailers()).containsExactly("X-Sum: 1");
	}

	@Test
	void contentOfLengthZeroStaysSo() {
		assertThat(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").headers("Content-Length"))
			.containsExactly("0");
		assertThat(exchange("POST / HTTP/1.1\r\nHost: a\r\n\r\n").headers("Content-Length")).isEmpty();
	}

	@Test
	void contentOfGetIsPassedOn() {
		assertThat(exchange(RawRequest.withBody("GET", "/", "content")).body().text()).isEqualTo("content");
	}

	@Test
	void framingCannotBeChangedByAHook() {
		gateway.others(TestHooks.peers(this.peer).onUpstreamRequest((request) -> {
			request.headers().set("Content-Length", "100");
			request.headers().add("Transfer-Encoding", "chunked");
			request.headers().add("Connection", "close");
			return Answer.none();
		}));
		RecordedRequest request = exchange(RawRequest.withBody("POST", "/", "content"));
		assertThat(request.headers("Content-Length")).containsExactly("7");
		assertThat(request.headers("Transfer-Encoding")).isEmpty();
		assertThat(request.headers("Connection")).isEmpty();
	}

	private RecordedRequest exchange(String request) {
		try (RawClient client = gateway.connect()) {
			assertThat(client.send(request).readResponse().status()).isEqualTo(200);
		}
		List<RecordedRequest> requests = this.upstream.requests();
		return requests.get(requests.size() - 1);
	}

}
