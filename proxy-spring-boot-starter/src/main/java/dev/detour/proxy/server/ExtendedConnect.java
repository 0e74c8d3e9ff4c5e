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

import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;

/**
 * Translates between the two ways to ask for WebSocket: a CONNECT with a protocol in
 * HTTP/2 (RFC 8441), and an upgrade in HTTP/1.1 (RFC 6455).
 */
final class ExtendedConnect {

	private static final String WEBSOCKET = "websocket";

	private static final int KEY_BYTES = 16;

	private ExtendedConnect() {
	}

	/**
	 * Returns whether this is the head of a request for WebSocket.
	 * @param headers the fields
	 * @return {@code true} if it is
	 */
	static boolean isRequest(Http2Headers headers) {
		CharSequence method = headers.method();
		CharSequence protocol = headers.get(PseudoHeaderName.PROTOCOL.value());
		return method != null && "CONNECT".contentEquals(method) && protocol != null
				&& WEBSOCKET.contentEquals(protocol) && headers.scheme() != null && headers.path() != null
				&& headers.authority() != null;
	}

	/**
	 * Returns the request as a client of HTTP/1.1 would make it. No other request can
	 * have the fields that ask for an upgrade: the codec refuses them in HTTP/2.
	 * @param head the request
	 * @return a request that is complete with its head
	 */
	static Http2HeadersFrame upgrade(Http2HeadersFrame head) {
		Http2Headers headers = new DefaultHttp2Headers(false).add(head.headers());
		headers.remove(PseudoHeaderName.PROTOCOL.value());
		byte[] key = new byte[KEY_BYTES];
		ThreadLocalRandom.current().nextBytes(key);
		headers.method("GET")
			.set(HttpHeaderNames.UPGRADE, WEBSOCKET)
			.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, Base64.getEncoder().encodeToString(key));
		return new DefaultHttp2HeadersFrame(headers, true).stream(head.stream());
	}

	/**
	 * Returns the response to a client whose peer has agreed.
	 * @param head the head of the peer
	 * @return the fields
	 */
	static Http2Headers response(HttpResponse head) {
		HttpHeaders fields = head.headers().copy().remove(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
		return HttpConversionUtil.toHttp2Headers(fields, false).status(HttpResponseStatus.OK.codeAsText());
	}

}
