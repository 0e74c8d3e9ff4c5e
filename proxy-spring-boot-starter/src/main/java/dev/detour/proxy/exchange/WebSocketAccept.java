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

package dev.detour.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Whether a peer has understood that it was asked for WebSocket (RFC 6455 section 4.1).
 * Clients of HTTP/1.1 find out themselves. Those of HTTP/2 cannot: the key is the
 * gateway's.
 */
final class WebSocketAccept {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private WebSocketAccept() {
	}

	/**
	 * Returns whether the answer to an upgrade is no mistake.
	 * @param request the client's request
	 * @param response the response of the peer
	 * @return {@code false} if the peer agrees to what it was not asked for
	 */
	static boolean isRight(ClientRequest request, HttpResponse response) {
		if (response.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code() || !request.isHttp2()) {
			return true;
		}
		String key = request.fields().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
		return key != null && accept(key).equals(accepted(response));
	}

	private static @Nullable String accepted(HttpResponse response) {
		String accepted = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
		return (accepted != null) ? accepted.strip() : null;
	}

	private static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-1", ex);
		}
	}

}
