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

import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.UpstreamResponse;

/**
 * The head of a peer's response on its way to the client. Whoever received it has read
 * what it needs to know, so it becomes the head to send, without a copy.
 */
final class ReceivedHead implements UpstreamResponse {

	private static final List<String> GRPC_FIELDS = List.of("grpc-status", "grpc-message", "grpc-retry-pushback-ms");

	private final HttpResponse head;

	private final HttpHeaders headers;

	private final int receivedStatus;

	private final boolean chunked;

	private final @Nullable String length;

	private final List<String> upgrade;

	private boolean shown;

	private boolean peeked;

	private ReceivedHead(HttpResponse head) {
		this.head = head;
		this.headers = head.headers();
		this.receivedStatus = head.status().code();
		this.chunked = HttpUtil.isTransferEncodingChunked(head);
		this.length = this.headers.get(HttpHeaderNames.CONTENT_LENGTH);
		this.upgrade = isSwitch() ? this.headers.getAll(HttpHeaderNames.UPGRADE) : List.of();
	}

	static ReceivedHead of(HttpResponse received, ForwardingRules rules) {
		ReceivedHead head = new ReceivedHead(received);
		HopByHop.remove(head.headers);
		rules.applyToResponse(head.headers);
		return head;
	}

	/**
	 * Lets the response hook see what the trailers say about a call that ended without a
	 * message. The client gets it with the trailers.
	 * @param trailers the trailer fields
	 */
	void peek(HttpHeaders trailers) {
		if (!trailers.contains(GrpcCall.STATUS)) {
			return;
		}
		this.peeked = true;
		for (String name : GRPC_FIELDS) {
			String value = trailers.get(name);
			if (value != null) {
				this.headers.set(name, value);
			}
		}
	}

	/**
	 * Returns the head to send, with its framing as the peer's content has it, whatever
	 * hooks did to it.
	 * @param chunkedAllowed whether the client knows chunked content
	 * @param close whether the connection to the client closes after the response
	 * @param filtered whether content is filtered, so that its length is not known
	 * @return the head
	 */
	HttpResponse finish(boolean chunkedAllowed, boolean close, boolean filtered) {
		HttpHeaders headers = this.headers;
		boolean framed = this.length != null && !this.chunked && !filtered;
		if (this.peeked) {
			GRPC_FIELDS.forEach(headers::remove);
		}
		if (this.shown) {
			headers.remove(HttpHeaderNames.CONNECTION);
			headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
			restoreLength(headers, this.length);
		}
		if (!framed) {
			headers.remove(HttpHeaderNames.CONTENT_LENGTH);
			if (chunkedAllowed && mayHaveContent()) {
				headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
			}
		}
		if (close || (!framed && !chunkedAllowed)) {
			headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		}
		else if (!chunkedAllowed) {
			// HTTP/1.0 closes by default. If the client wants that, the server says so.
			headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
		}
		return this.head.setProtocolVersion(HttpVersion.HTTP_1_1);
	}

	private static void restoreLength(HttpHeaders headers, @Nullable String length) {
		if (length == null) {
			headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		}
		else if (!length.equals(headers.get(HttpHeaderNames.CONTENT_LENGTH))
				|| headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
	}

	/**
	 * Returns whether the peer switches to another protocol.
	 * @return {@code true} if it does
	 */
	boolean isSwitch() {
		return this.receivedStatus == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
	}

	/**
	 * Returns the head to send if the peer {@linkplain #isSwitch() switches}.
	 * @return the head
	 */
	HttpResponse finishSwitch() {
		this.headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		this.headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		HopByHop.setUpgrade(this.headers, this.upgrade);
		return this.head.setProtocolVersion(HttpVersion.HTTP_1_1);
	}

	/**
	 * Returns whether a response with this status can have content.
	 * @return {@code true} if it can, unless it answers {@code HEAD}
	 */
	boolean mayHaveContent() {
		return mayHaveContent(this.receivedStatus);
	}

	private static boolean mayHaveContent(int status) {
		return status != 204 && status != 304;
	}

	@Override
	public int status() {
		return this.head.status().code();
	}

	@Override
	public void setStatus(int status) {
		if (status < 200 || status > 999) {
			throw new IllegalArgumentException("'status' must be from 200 to 999, but was " + status);
		}
		if (isSwitch()) {
			throw new IllegalStateException("The status of a response that switches protocols must stay 101");
		}
		if (!mayHaveContent(status) && mayHaveContent(this.receivedStatus)) {
			throw new IllegalArgumentException("'status' must allow content, but was " + status);
		}
		this.head.setStatus(HttpResponseStatus.valueOf(status));
	}

	@Override
	public MutableHeaders headers() {
		this.shown = true;
		return new NettyFields(this.headers);
	}

}
