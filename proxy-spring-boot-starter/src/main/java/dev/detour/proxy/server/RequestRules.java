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

import java.util.Iterator;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.FieldSyntax;

/**
 * What makes a request head ambiguous or invalid though the codec accepts it (RFC 9112).
 * A gateway must not pass on what its peer might read differently.
 */
final class RequestRules {

	private static final DecoderResult TUNNEL = DecoderResult
		.failure(new IllegalArgumentException("CONNECT is not served"));

	private static final boolean[] IN_HOST = inHost();

	private RequestRules() {
	}

	/**
	 * Marks a head that must be refused as one that could not be decoded: Reactor Netty
	 * answers both the same way.
	 * @param request the head
	 * @return whether it may be taken on
	 */
	static boolean accept(HttpRequest request) {
		if (request.decoderResult().isSuccess()) {
			String fault = fault(request);
			if (fault == null && HttpMethod.CONNECT.equals(request.method())) {
				request.setDecoderResult(TUNNEL);
			}
			else if (fault != null) {
				request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(fault)));
			}
		}
		return request.decoderResult().isSuccess();
	}

	/**
	 * Returns whether a head was refused only because it asks for a tunnel (RFC 9110
	 * section 9.3.6), which a gateway does not implement for any resource.
	 * @param request the head
	 * @return {@code true} if it was
	 */
	static boolean isTunnel(HttpRequest request) {
		return request.decoderResult() == TUNNEL;
	}

	/**
	 * Finds what is wrong with a head.
	 * @param request the head
	 * @return the fault, or {@code null} if there is none
	 */
	private static @Nullable String fault(HttpRequest request) {
		HttpVersion version = request.protocolVersion();
		boolean http11 = version == HttpVersion.HTTP_1_1;
		// The codec has these two for what is spelt right, and others for "http/1.1".
		if (!http11 && version != HttpVersion.HTTP_1_0) {
			return "Unsupported version";
		}
		HttpHeaders headers = request.headers();
		Iterator<? extends CharSequence> hosts = headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
		CharSequence host = hosts.hasNext() ? hosts.next() : null;
		if (hosts.hasNext() || (http11 && host == null)) {
			return "Host must be sent exactly once (RFC 9112 section 3.2)";
		}
		if (host != null && !isHost(host)) {
			return "Invalid Host";
		}
		if (!isTransferCoding(headers, http11)) {
			return "Transfer-Encoding must be chunked (RFC 9112 section 6.1)";
		}
		if (!FieldSyntax.isToken(request.method().name())) {
			return "Unsupported method";
		}
		return isTarget(request) ? null : "Invalid request target";
	}

	private static boolean isTransferCoding(HttpHeaders headers, boolean http11) {
		String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
		if (coding == null) {
			return true;
		}
		return http11 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)
				&& headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() == 1
				&& !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
	}

	private static boolean[] inHost() {
		boolean[] allowed = new boolean[0x7f];
		for (char c = ' ' + 1; c < allowed.length; c++) {
			allowed[c] = "/?#@,\\\"<>^`{|}".indexOf(c) < 0;
		}
		return allowed;
	}

	private static boolean isHost(CharSequence host) {
		for (int i = 0; i < host.length(); i++) {
			char c = host.charAt(i);
			if (c >= IN_HOST.length || !IN_HOST[c]) {
				return false;
			}
		}
		return !host.isEmpty();
	}

	private static boolean isTarget(HttpRequest request) {
		String target = request.uri();
		for (int i = 0; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c <= ' ' || c >= 0x7f || c == '#') {
				return false;
			}
		}
		if (HttpMethod.CONNECT.equals(request.method())) {
			return isHost(target);
		}
		return target.startsWith("/") || isAbsolute(target)
				|| (target.equals("*") && HttpMethod.OPTIONS.equals(request.method()));
	}

	private static boolean isAbsolute(String target) {
		int authority = target.regionMatches(true, 0, "http://", 0, 7) ? 7
				: (target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1);
		if (authority < 0) {
			return false;
		}
		int end = authority;
		while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
			end++;
		}
		return isHost(target.substring(authority, end));
	}

}
