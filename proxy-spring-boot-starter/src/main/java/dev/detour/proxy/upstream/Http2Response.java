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

package dev.detour.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Makes sense of the frames of one response, and refuses what is malformed (RFC 9113
 * section 8.1.1) beyond what the codec refuses: that ends the stream, not the connection.
 */
final class Http2Response {

	private static final int SWITCHING_PROTOCOLS = 101;

	private final Http2PeerStream stream;

	private HttpMethod method = HttpMethod.GET;

	private boolean started;

	private boolean head;

	private boolean contentAllowed;

	private boolean reading = true;

	private int unconsumed;

	private long bytesRead;

	Http2Response(Http2PeerStream stream) {
		this.stream = stream;
	}

	void expect(HttpMethod method) {
		this.method = method;
	}

	boolean hasHead() {
		return this.head;
	}

	/**
	 * Returns whether the peer has answered anything, if only an interim response.
	 * @return {@code true} if it has
	 */
	boolean isStarted() {
		return this.started;
	}

	boolean isReading() {
		return this.reading;
	}

	long bytesRead() {
		return this.bytesRead;
	}

	/**
	 * Starts or stops to open the stream's window.
	 * @param reading whether content is taken
	 * @return how many bytes that were read are taken now
	 */
	int setReading(boolean reading) {
		this.reading = reading;
		int bytes = reading ? this.unconsumed : 0;
		this.unconsumed -= bytes;
		return bytes;
	}

	void readHead(Http2Headers headers, boolean last) throws Http2Exception {
		this.stream.moved();
		this.bytesRead += Http2Heads.size(headers);
		this.started = true;
		PeerAttempt attempt = this.stream.attempt();
		if (attempt == null) {
			return;
		}
		if (this.head) {
			// The codec lets only a head through that ends the stream.
			this.stream.complete(Http2Heads.fields(headers));
			return;
		}
		int status = Http2Heads.status(headers);
		if (status < 0 || status == SWITCHING_PROTOCOLS) {
			throw malformed("status " + headers.status());
		}
		HttpResponse response = Http2Heads.response(status, headers);
		if (status < 200) {
			if (last) {
				throw malformed("an interim response ends the stream");
			}
			attempt.listener().interim(response);
			return;
		}
		this.contentAllowed = !HttpMethod.HEAD.equals(this.method) && status != 204 && status != 304;
		if (last) {
			endWithoutContent(response);
		}
		this.head = true;
		attempt.listener().head(response);
		if (last && this.stream.attempt() == attempt) {
			this.stream.complete(EmptyHttpHeaders.INSTANCE);
		}
	}

	private void endWithoutContent(HttpResponse response) throws Http2Exception {
		HttpHeaders fields = response.headers();
		if (!this.contentAllowed) {
			return;
		}
		if (!fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
			fields.set(HttpHeaderNames.CONTENT_LENGTH, "0");
		}
		else if (!"0".equals(fields.get(HttpHeaderNames.CONTENT_LENGTH))) {
			throw malformed("no content instead of " + fields.get(HttpHeaderNames.CONTENT_LENGTH) + " bytes");
		}
	}

	/**
	 * Reads content.
	 * @param data the content
	 * @param bytes its size with padding
	 * @param last whether it ends the response
	 * @return how many bytes of window to open again
	 * @throws Http2Exception if there must not be content
	 */
	int readContent(ByteBuf data, int bytes, boolean last) throws Http2Exception {
		this.stream.moved();
		this.bytesRead += data.readableBytes();
		PeerAttempt attempt = this.stream.attempt();
		if (attempt == null) {
			return bytes;
		}
		if (!this.head || (data.isReadable() && !this.contentAllowed)) {
			throw malformed(this.head ? "content where none is allowed" : "content before a head");
		}
		if (data.isReadable()) {
			attempt.listener().content(data.retain());
		}
		if (this.stream.attempt() != attempt) {
			return bytes;
		}
		if (last) {
			this.stream.complete(EmptyHttpHeaders.INSTANCE);
			return bytes;
		}
		if (this.reading) {
			return bytes;
		}
		this.unconsumed += bytes;
		return 0;
	}

	private Http2Exception malformed(String what) {
		return Http2Exception.streamError(this.stream.id(), Http2Error.PROTOCOL_ERROR, "Malformed response: %s", what);
	}

}
