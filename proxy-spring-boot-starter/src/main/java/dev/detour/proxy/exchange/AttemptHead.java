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

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.peer.Peer;

/**
 * The request head of one attempt: a fresh copy of the client's with the rules of a
 * gateway applied.
 */
final class AttemptHead implements UpstreamRequest {

	private final ClientRequest request;

	private final HttpHeaders headers;

	private String target;

	private AttemptHead(ClientRequest request, HttpHeaders headers, String target) {
		this.request = request;
		this.headers = headers;
		this.target = target;
	}

	static AttemptHead of(ClientRequest request, Peer peer, ForwardingRules rules) {
		HttpHeaders headers = HopByHop.copyEndToEnd(request.fields());
		String target = request.target();
		String host = request.host();
		if (!target.startsWith("/") && target.contains("://")) {
			// Absolute form: its authority counts, not Host (RFC 9112 section 3.2.2).
			int authority = target.indexOf("://") + 3;
			int end = authorityEnd(target, authority);
			host = target.substring(authority, end);
			target = (end < target.length() && target.charAt(end) == '/') ? target.substring(end)
					: "/" + target.substring(end);
			headers.set(HttpHeaderNames.HOST, host);
		}
		rules.applyToRequest(headers, request, host);
		String override = peer.options().hostHeader();
		if (override != null) {
			headers.set(HttpHeaderNames.HOST, override);
		}
		else if (host.isEmpty()) {
			headers.set(HttpHeaderNames.HOST, peer.options().ownHost(peer.connectionKey()));
		}
		return new AttemptHead(request, headers, target);
	}

	private static int authorityEnd(String target, int start) {
		for (int i = start; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c == '/' || c == '?') {
				return i;
			}
		}
		return target.length();
	}

	/**
	 * Makes the head that of a call.
	 * @param call the call
	 * @param attempts the attempts so far, with this one
	 */
	void prepare(GrpcCall call, Attempts attempts) {
		call.prepare(this.headers, attempts);
	}

	/**
	 * Returns the head to send, with its framing as the client's content has it, whatever
	 * hooks did to it.
	 * @param expectContinue whether the peer may be asked for leave to send the content
	 * @param filtered whether content is filtered, so that its length is not known
	 * @return the head
	 */
	HttpRequest finish(boolean expectContinue, boolean filtered) {
		HttpHeaders headers = this.headers;
		headers.remove(HttpHeaderNames.CONNECTION);
		headers.remove(HttpHeaderNames.UPGRADE);
		headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		if (this.request.isUpgrade()) {
			HopByHop.setUpgrade(headers, this.request.fields().getAll(HttpHeaderNames.UPGRADE));
		}
		if (!expectContinue) {
			headers.remove(HttpHeaderNames.EXPECT);
		}
		boolean chunked = filtered || this.request.isChunked();
		@Nullable String length = filtered ? null : this.request.contentLength();
		@Nullable String present = headers.get(HttpHeaderNames.CONTENT_LENGTH);
		if (length == null) {
			headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		}
		else if (!length.equals(present) || headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		if (chunked) {
			headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		}
		return new DefaultHttpRequest(HttpVersion.HTTP_1_1, this.request.nettyMethod(), this.target, headers);
	}

	/**
	 * Returns the head of a copy of this request. It has what was made of this head, and
	 * content as the client sends it.
	 * @param peer the peer that gets the copy
	 * @param original the peer that this head is for
	 * @return the head
	 */
	HttpRequest copyFor(Peer peer, Peer original) {
		HttpHeaders headers = this.headers.copy();
		String override = peer.options().hostHeader();
		String host = this.request.host();
		if (override != null) {
			headers.set(HttpHeaderNames.HOST, override);
		}
		else if (host.isEmpty()) {
			headers.set(HttpHeaderNames.HOST, peer.connectionKey().authority());
		}
		else if (original.options().hostHeader() != null) {
			headers.set(HttpHeaderNames.HOST, host);
		}
		headers.set(Mirror.FIELD, "true");
		return new AttemptHead(this.request, headers, this.target).finish(false, false);
	}

	@Override
	public String method() {
		return this.request.method();
	}

	@Override
	public String target() {
		return this.target;
	}

	@Override
	public void setTarget(String target) {
		if (!target.startsWith("/")) {
			throw new IllegalArgumentException("'target' must start with a slash, but was '" + target + "'");
		}
		for (int i = 0; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c <= ' ' || c >= 0x7f) {
				throw new IllegalArgumentException("'target' must be encoded: character " + (int) c + " at " + i);
			}
		}
		this.target = target;
	}

	@Override
	public MutableHeaders headers() {
		return new NettyFields(this.headers);
	}

}
