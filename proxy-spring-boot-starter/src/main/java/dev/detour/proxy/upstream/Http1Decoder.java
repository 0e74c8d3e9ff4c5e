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

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/**
 * Decodes the responses on one connection, one request at a time. Unlike Netty's client
 * codec it can tell whether the peer said more than its response, or perhaps less.
 */
final class Http1Decoder extends HttpResponseDecoder {

	private HttpMethod method = HttpMethod.GET;

	private boolean cutOff;

	Http1Decoder(HttpDecoderConfig config) {
		super(config);
	}

	/**
	 * Begins to wait for the response to a request.
	 * @param method the method of the request
	 */
	void expect(HttpMethod method) {
		this.method = method;
	}

	/**
	 * Returns whether bytes came after the message that was decoded last.
	 * @return {@code true} if some did
	 */
	boolean hasSurplus() {
		return actualReadableBytes() > 0;
	}

	/**
	 * Returns whether TLS was cut off: its end was not announced, so that anyone on the
	 * way may have ended it (RFC 9112 section 9.8).
	 * @return {@code true} if it was
	 */
	boolean isCutOff() {
		return this.cutOff;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
		this.cutOff |= event instanceof SslCloseCompletionEvent close && !close.isSuccess();
		super.userEventTriggered(context, event);
	}

	@Override
	protected boolean isContentAlwaysEmpty(HttpMessage message) {
		return HttpMethod.HEAD.equals(this.method) || super.isContentAlwaysEmpty(message);
	}

}
