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
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;

/**
 * Makes sense of what the codec reads on a connection, and refuses what is not a response
 * to the request (RFC 9112).
 */
final class Http1Response {

	private static final int SWITCHING_PROTOCOLS = 101;

	private final Http1Connection connection;

	private final Http1Decoder decoder;

	private HttpMethod method = HttpMethod.GET;

	private boolean upgrade;

	private @Nullable HttpResponse switching;

	private boolean interim;

	private boolean head;

	private boolean selfDelimited;

	private boolean keepAlive;

	Http1Response(Http1Connection connection, Http1Decoder decoder) {
		this.connection = connection;
		this.decoder = decoder;
	}

	void expect(HttpRequest request) {
		this.method = request.method();
		this.decoder.expect(this.method);
		this.upgrade = request.headers().contains(HttpHeaderNames.UPGRADE);
		this.switching = null;
		this.interim = false;
		this.head = false;
		this.keepAlive = false;
	}

	boolean hasHead() {
		return this.head;
	}

	void read(Object message) {
		if (!(message instanceof HttpObject object)) {
			ReferenceCountUtil.release(message);
			this.connection.fail(ErrorType.INVALID_RESPONSE, null);
			return;
		}
		DecoderResult result = object.decoderResult();
		if (result.isFailure()) {
			ReferenceCountUtil.release(message);
			// Half a head, and then the end, is a closed connection rather than nonsense.
			boolean closed = result.cause() instanceof PrematureChannelClosureException;
			this.connection.fail(closed ? ErrorType.CONNECTION_CLOSED : ErrorType.INVALID_RESPONSE, result.cause());
			return;
		}
		if (message instanceof HttpResponse response) {
			readHead(response);
		}
		else if (message instanceof HttpContent content) {
			readContent(content);
		}
	}

	private void readHead(HttpResponse response) {
		PeerAttempt attempt = this.connection.attempt();
		int status = response.status().code();
		if (attempt == null || !isValid(response)) {
			this.connection.fail(ErrorType.INVALID_RESPONSE, null);
			return;
		}
		if (status == SWITCHING_PROTOCOLS) {
			this.head = true;
			this.switching = response;
			return;
		}
		this.interim = status < 200;
		if (this.interim) {
			attempt.listener().interim(response);
			return;
		}
		this.head = true;
		this.selfDelimited = isSelfDelimited(response);
		this.keepAlive = this.selfDelimited && HttpUtil.isKeepAlive(response);
		attempt.listener().head(response);
	}

	private void readContent(HttpContent message) {
		boolean last = message instanceof LastHttpContent;
		if (this.interim) {
			// The codec ends an interim response with empty content.
			message.release();
			this.interim = !last;
			return;
		}
		ByteBuf content = message.content();
		PeerAttempt attempt = this.connection.attempt();
		if (attempt != null && content.isReadable()) {
			attempt.listener().content(content);
		}
		else {
			message.release();
		}
		if (!last || this.connection.attempt() != attempt) {
			return;
		}
		if (this.switching != null && attempt != null) {
			this.connection.switchProtocols(attempt, this.switching);
		}
		else if (!this.selfDelimited && this.decoder.isCutOff()) {
			this.connection.fail(ErrorType.CONNECTION_CLOSED, null);
		}
		else {
			this.connection.responseEnded(this.keepAlive && !this.decoder.hasSurplus(),
					((LastHttpContent) message).trailingHeaders());
		}
	}

	private boolean isValid(HttpResponse response) {
		int status = response.status().code();
		boolean asked = this.upgrade && response.headers().contains(HttpHeaderNames.UPGRADE);
		if (status < 100 || status > 999 || (status == SWITCHING_PROTOCOLS && !asked)
				|| response.protocolVersion().majorVersion() != 1) {
			return false;
		}
		// Anything else would leave the end of the response to guesswork.
		String coding = response.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
		return coding == null || (HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding.trim())
				&& response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).size() == 1);
	}

	private boolean isSelfDelimited(HttpResponse response) {
		int status = response.status().code();
		return this.method.equals(HttpMethod.HEAD) || status == 204 || status == 304
				|| HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response);
	}

}
