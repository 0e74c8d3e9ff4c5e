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

import java.util.List;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the responses on one connection, one request at a time. Unlike Netty's client
 * codec it can tell whether the peer said more than its response, or perhaps less.
 */
final class Http1Decoder extends HttpResponseDecoder {

	private HttpMethod method = HttpMethod.GET;

	private boolean cutOff;

	private @Nullable ByteBuf input;

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
	protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
		this.input = buffer;
		super.decode(context, buffer, out);
		this.input = null;
	}

	/**
	 * Refuses what Netty lets pass: it takes the first word of a line for the name of the
	 * field, whatever comes after it. Space before the colon is no fault, and is not
	 * passed on (RFC 9112 section 5.1).
	 */
	@Override
	protected AsciiString splitHeaderName(byte[] line, int start, int length) {
		if (line[start + length] != ':' && !hasColonAfter(length)) {
			throw new IllegalArgumentException("No colon after the name of a field");
		}
		AsciiString known = FieldNames.find(line, start, length);
		return (known != null) ? known : super.splitHeaderName(line, start, length);
	}

	/**
	 * Looks for the colon in the input, since the array of the line does not tell where
	 * the line ends.
	 * @param nameLength the length of the name at the beginning of the line
	 * @return whether there is nothing but space between name and colon
	 */
	private boolean hasColonAfter(int nameLength) {
		ByteBuf input = Objects.requireNonNull(this.input);
		int lineEnd = input.readerIndex() - 1;
		int lineStart = lineEnd;
		while (lineStart > 0 && input.getByte(lineStart - 1) != '\n') {
			lineStart--;
		}
		for (int i = lineStart + nameLength; i < lineEnd; i++) {
			byte next = input.getByte(i);
			if (next != ' ' && next != '\t') {
				return next == ':';
			}
		}
		return false;
	}

	@Override
	protected boolean isContentAlwaysEmpty(HttpMessage message) {
		boolean switching = message instanceof HttpResponse response && response.status().code() == 101;
		return switching || HttpMethod.HEAD.equals(this.method) || super.isContentAlwaysEmpty(message);
	}

}
