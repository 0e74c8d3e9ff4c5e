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

import io.netty.handler.codec.http.DefaultHttpResponse;
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
 * The head of a peer's response on its way to the client.
 */
final class ReceivedHead implements UpstreamResponse {

	private final HttpResponse received;

	private final HttpHeaders headers;

	private HttpResponseStatus status;

	private ReceivedHead(HttpResponse received, HttpHeaders headers) {
		this.received = received;
		this.headers = headers;
		this.status = received.status();
	}

	static ReceivedHead of(HttpResponse received, ForwardingRules rules) {
		HttpHeaders headers = HopByHop.copyEndToEnd(received.headers());
		rules.applyToResponse(headers);
		return new ReceivedHead(received, headers);
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
		@Nullable String length = this.received.headers().get(HttpHeaderNames.CONTENT_LENGTH);
		boolean chunked = filtered || HttpUtil.isTransferEncodingChunked(this.received);
		headers.remove(HttpHeaderNames.CONNECTION);
		headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		if (chunked || length == null) {
			headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		}
		else if (!length.equals(headers.get(HttpHeaderNames.CONTENT_LENGTH))
				|| headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		boolean framed = !chunked && length != null;
		if (!framed && chunkedAllowed && mayHaveContent(this.received.status().code())) {
			headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		}
		if (close || (!framed && !chunkedAllowed)) {
			headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		}
		else if (!chunkedAllowed) {
			// HTTP/1.0 closes by default. If the client wants that, the server says so.
			headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
		}
		return new DefaultHttpResponse(HttpVersion.HTTP_1_1, this.status, headers);
	}

	/**
	 * Returns whether the peer switches to another protocol.
	 * @return {@code true} if it does
	 */
	boolean isSwitch() {
		return this.received.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
	}

	/**
	 * Returns the head to send if the peer {@linkplain #isSwitch() switches}.
	 * @return the head
	 */
	HttpResponse finishSwitch() {
		this.headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		this.headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		HopByHop.copyUpgrade(this.headers, this.received.headers());
		return new DefaultHttpResponse(HttpVersion.HTTP_1_1, this.status, this.headers);
	}

	/**
	 * Returns whether a response with this status can have content.
	 * @return {@code true} if it can, unless it answers {@code HEAD}
	 */
	boolean mayHaveContent() {
		return mayHaveContent(this.received.status().code());
	}

	private static boolean mayHaveContent(int status) {
		return status != 204 && status != 304;
	}

	@Override
	public int status() {
		return this.status.code();
	}

	@Override
	public void setStatus(int status) {
		if (status < 200 || status > 999) {
			throw new IllegalArgumentException("'status' must be from 200 to 999, but was " + status);
		}
		if (isSwitch()) {
			throw new IllegalStateException("The status of a response that switches protocols must stay 101");
		}
		if (!mayHaveContent(status) && mayHaveContent(this.received.status().code())) {
			throw new IllegalArgumentException("'status' must allow content, but was " + status);
		}
		this.status = HttpResponseStatus.valueOf(status);
	}

	@Override
	public MutableHeaders headers() {
		return new NettyFields(this.headers);
	}

}
