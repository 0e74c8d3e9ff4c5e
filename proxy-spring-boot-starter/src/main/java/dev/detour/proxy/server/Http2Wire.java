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

import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;

import dev.detour.proxy.exchange.ClientRequest;

/**
 * A stream of a connection that speaks HTTP/2. A codec turns its frames into messages of
 * HTTP/1 and back.
 */
final class Http2Wire implements Wire {

	private static final HttpVersion VERSION = HttpVersion.valueOf("HTTP/2.0");

	private final ChannelHandlerContext context;

	private final Origin origin;

	Http2Wire(ChannelHandlerContext context) {
		this.context = context;
		this.origin = Origin.of(context.channel());
	}

	@Override
	public ChannelHandlerContext context() {
		return this.context;
	}

	@Override
	public boolean arrived(HttpRequest request) {
		return RequestRules.accept(request);
	}

	@Override
	public void passedOn() {
	}

	@Override
	public void finished() {
	}

	@Override
	public ClientRequest request(HttpRequest request) {
		return new ClientRequest(VERSION, request.method(), request.uri(), request.headers(), this.origin.get());
	}

	/**
	 * Makes the head that the codec made one that a client of HTTP/1 might have sent:
	 * without fields of the codec's own, and with one host even if the client named it
	 * twice (RFC 9113 section 8.3.1). Refuses a request that must be: Reactor Netty does
	 * so with HTTP/1 only.
	 * @param context the context of {@link ClientConnection}
	 * @param request the request
	 * @return whether it may be taken on
	 */
	static boolean accept(ChannelHandlerContext context, HttpRequest request) {
		HttpHeaders headers = request.headers();
		for (ExtensionHeaderNames name : ExtensionHeaderNames.values()) {
			headers.remove(name.text());
		}
		List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
		if (hosts.size() == 2 && hosts.get(0).equalsIgnoreCase(hosts.get(1))) {
			headers.set(HttpHeaderNames.HOST, hosts.get(0));
		}
		if (RequestRules.accept(request)) {
			return true;
		}
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST,
				Unpooled.EMPTY_BUFFER);
		response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
		context.writeAndFlush(response).addListener((future) -> reset(context, Http2Error.NO_ERROR));
		return false;
	}

	/**
	 * Ends a stream at once.
	 * @param context the context of {@link ClientConnection}
	 * @param error what the client is told
	 */
	static void reset(ChannelHandlerContext context, Http2Error error) {
		context.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener((future) -> context.close());
	}

	@Override
	public void goAhead() {
		interim(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
	}

	@Override
	public void interim(HttpResponse head) {
		InterimResponse.write(this.context.channel(), head);
	}

	@Override
	public boolean prepare(HttpResponse head, boolean keepAlive) {
		head.headers().remove(HttpHeaderNames.CONNECTION);
		return true;
	}

	@Override
	public void write(HttpObject message) {
		this.context.write(message);
	}

	@Override
	public void end(LastHttpContent message, boolean received, boolean close) {
		ChannelFuture written = this.context.writeAndFlush(message);
		if (!received) {
			// The rest of the request is not wanted (RFC 9113 section 8.1).
			written.addListener((future) -> reset(this.context, Http2Error.NO_ERROR));
		}
	}

	@Override
	public void abort(boolean reset) {
		reset(this.context, Http2Error.INTERNAL_ERROR);
	}

}
