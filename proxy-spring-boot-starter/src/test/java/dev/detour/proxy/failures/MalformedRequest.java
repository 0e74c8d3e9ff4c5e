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

import java.util.Set;

/**
 * A request that a gateway must refuse, with the status codes that are right for it.
 */
enum MalformedRequest {

	NO_VERSION("GET /\r\nHost: a\r\n\r\n"),

	NOT_HTTP("\u0001\u0002\u0003 this is not HTTP\r\n\r\n"),

	METHOD_NO_TOKEN("G<T / HTTP/1.1\r\nHost: a\r\n\r\n"),

	CONNECT("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501),

	CONNECT_TO_A_PATH("CONNECT /a HTTP/1.1\r\nHost: a:80\r\n\r\n"),

	CONNECT_WITHOUT_HOST("CONNECT a:80 HTTP/1.1\r\n\r\n"),

	VERSION_0_9(get("/", "HTTP/0.9")),

	VERSION_1_2(get("/", "HTTP/1.2"), 400, 505),

	VERSION_2_0(get("/", "HTTP/2.0"), 400, 505),

	VERSION_9_9(get("/", "HTTP/9.9"), 400, 505),

	VERSION_LOWER_CASE(get("/", "http/1.1")),

	VERSION_WITH_TAIL(get("/", "HTTP/1.1x")),

	TARGET_WITHOUT_SLASH(get("path", "HTTP/1.1")),

	TARGET_WITH_SPACE(get("/a b", "HTTP/1.1")),

	TARGET_WITH_TAB(get("/a\tb", "HTTP/1.1")),

	TARGET_WITH_CONTROL(get("/a\u0001b", "HTTP/1.1")),

	TARGET_WITH_DELETE(get("/a\u007fb", "HTTP/1.1")),

	TARGET_WITH_FRAGMENT(get("/a#b", "HTTP/1.1")),

	TARGET_NOT_ASCII(get("/\u00e4", "HTTP/1.1")),

	TARGET_STAR_FOR_GET(get("*", "HTTP/1.1")),

	TARGET_WITHOUT_AUTHORITY(get("http://", "HTTP/1.1")),

	TARGET_WITH_USER(get("http://user@a/", "HTTP/1.1")),

	TARGET_OF_OTHER_SCHEME(get("ftp://a/", "HTTP/1.1")),

	LINE_TOO_LONG(get("/" + "a".repeat(70_000), "HTTP/1.1"), 414),

	HEAD_TOO_LARGE("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n", 431),

	TOO_MANY_FIELDS("GET / HTTP/1.1\r\nHost: a\r\n" + "X: 0123456789\r\n".repeat(6_000) + "\r\n", 431),

	NO_HOST("GET / HTTP/1.1\r\nX: 1\r\n\r\n"),

	TWO_HOSTS(with("Host: a\r\nHost: b")),

	SAME_HOST_TWICE(with("Host: a\r\nHost: a")),

	HOST_EMPTY(with("Host:")),

	HOST_WITH_PATH(with("Host: a/b")),

	HOST_WITH_USER(with("Host: user@a")),

	HOST_WITH_SPACE(with("Host: a b")),

	HOST_LIST(with("Host: a, b")),

	SPACE_BEFORE_COLON(with("Host: a\r\nX : 1")),

	SPACE_BEFORE_FIRST_FIELD("GET / HTTP/1.1\r\n X: 1\r\nHost: a\r\n\r\n"),

	FIELD_WITHOUT_COLON(with("Host: a\r\nno colon")),

	FIELD_WITHOUT_NAME(with("Host: a\r\n: 1")),

	FIELD_NAME_NO_TOKEN(with("Host: a\r\nX(Y): 1")),

	NUL_IN_VALUE(with("Host: a\r\nX: 1\u00002")),

	CR_IN_VALUE(with("Host: a\r\nX: 1\r2")),

	CONTROL_IN_NAME(with("Host: a\r\nX\u0001: 1")),

	LF_ALONE("GET / HTTP/1.1\nHost: a\n\n"),

	LENGTHS_THAT_CONFLICT(post("Content-Length: 3\r\nContent-Length: 4", "abcd")),

	SAME_LENGTH_TWICE(post("Content-Length: 3\r\nContent-Length: 3", "abc")),

	LENGTH_LIST(post("Content-Length: 3, 3", "abc")),

	LENGTH_NEGATIVE(post("Content-Length: -3", "abc")),

	LENGTH_WITH_PLUS(post("Content-Length: +3", "abc")),

	LENGTH_HEXADECIMAL(post("Content-Length: 0x3", "abc")),

	LENGTH_EMPTY(post("Content-Length:", "abc")),

	LENGTH_WITH_SPACE(post("Content-Length: 3 3", "abc")),

	LENGTH_TOO_LARGE(post("Content-Length: 99999999999999999999", "abc"), 400, 413),

	LENGTH_AND_CHUNKED(post("Content-Length: 3\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n")),

	CHUNKED_AND_LENGTH(post("Transfer-Encoding: chunked\r\nContent-Length: 3", "3\r\nabc\r\n0\r\n\r\n")),

	CODING_IDENTITY(post("Transfer-Encoding: identity", "abc"), 400, 501),

	CODING_UNKNOWN(post("Transfer-Encoding: xchunked", "3\r\nabc\r\n0\r\n\r\n"), 400, 501),

	CODING_AFTER_CHUNKED(post("Transfer-Encoding: chunked, gzip", "3\r\nabc\r\n0\r\n\r\n"), 400, 501),

	CODING_BEFORE_CHUNKED(post("Transfer-Encoding: gzip, chunked", "3\r\nabc\r\n0\r\n\r\n"), 400, 501),

	CHUNKED_TWICE(post("Transfer-Encoding: chunked, chunked", "3\r\nabc\r\n0\r\n\r\n"), 400, 501),

	CODING_IN_TWO_FIELDS(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "3\r\nabc\r\n0\r\n\r\n"),
			400, 501),

	CODING_WITH_VERTICAL_TAB(post("Transfer-Encoding: \u000bchunked", "3\r\nabc\r\n0\r\n\r\n"), 400, 501),

	CODING_EMPTY(post("Transfer-Encoding:", "abc"), 400, 501),

	CHUNKED_IN_HTTP_1_0("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),

	CHUNK_SIZE_NO_NUMBER(chunked("xyz\r\nabc\r\n0\r\n\r\n")),

	CHUNK_SIZE_NEGATIVE(chunked("-3\r\nabc\r\n0\r\n\r\n")),

	CHUNK_SIZE_WITH_PREFIX(chunked("0x3\r\nabc\r\n0\r\n\r\n")),

	CHUNK_SIZE_TOO_LARGE(chunked("fffffffffffffffff\r\nabc\r\n0\r\n\r\n")),

	CHUNK_SIZE_EMPTY(chunked("\r\nabc\r\n0\r\n\r\n")),

	CHUNK_TOO_LONG(chunked("3\r\nabcdef\r\n0\r\n\r\n")),

	SECOND_CHUNK_SIZE_NO_NUMBER(chunked("3\r\nabc\r\nxyz\r\nabc\r\n0\r\n\r\n")),

	CHUNK_SIZE_ENDS_WITH_LF(chunked("3\nabc\r\n0\r\n\r\n"));

	private final String text;

	private final Set<Integer> statuses;

	MalformedRequest(String text) {
		this(text, 400);
	}

	MalformedRequest(String text, Integer... statuses) {
		this.text = text;
		this.statuses = Set.of(statuses);
	}

	private static String get(String target, String version) {
		return "GET " + target + " " + version + "\r\nHost: a\r\n\r\n";
	}

	private static String with(String fields) {
		return "GET / HTTP/1.1\r\n" + fields + "\r\n\r\n";
	}

	private static String post(String fields, String content) {
		return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + content;
	}

	private static String chunked(String content) {
		return post("Transfer-Encoding: chunked", content);
	}

	/**
	 * Returns the request.
	 * @return the text, one byte per character
	 */
	String text() {
		return this.text;
	}

	Set<Integer> statuses() {
		return this.statuses;
	}

}
