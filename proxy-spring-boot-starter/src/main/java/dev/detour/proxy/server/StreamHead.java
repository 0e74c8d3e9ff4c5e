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

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.FieldSyntax;

/**
 * Refuses heads without what RFC 9113 section 8.3.1 wants of them, before the codec makes
 * messages of HTTP/1 of them: it would take a head without a method for trailers, and
 * leak a buffer over a path that is none.
 */
final class StreamHead extends ChannelInboundHandlerAdapter {

	static final String NAME = "detour.head";

	private final @Nullable SlowStreams slow;

	private final boolean webSockets;

	private SlowStreams.@Nullable Watch watch;

	private boolean begun;

	private boolean refused;

	/**
	 * Creates the handler.
	 * @param slow gives up on clients that do not send content, {@code null} if they may
	 * take any time
	 * @param webSockets whether clients may ask for WebSocket (RFC 8441)
	 */
	StreamHead(@Nullable SlowStreams slow, boolean webSockets) {
		this.slow = slow;
		this.webSockets = webSockets;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!this.begun && message instanceof Http2HeadersFrame head) {
			this.begun = true;
			if (this.webSockets && ExtendedConnect.isRequest(head.headers()) && isVisible(head.headers().path())) {
				context.pipeline().addAfter(NAME, StreamTunnel.NAME, new StreamTunnel(head.isEndStream()));
				context.fireChannelRead(ExtendedConnect.upgrade(head));
				return;
			}
			this.refused = !isRequest(head.headers());
			if (this.refused && isTunnel(head.headers())) {
				refuseTunnel(context, head.isEndStream());
			}
			else if (this.refused) {
				context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR))
					.addListener((future) -> context.close());
			}
		}
		if (this.refused) {
			ReferenceCountUtil.release(message);
		}
		else {
			watch(context, message);
			context.fireChannelRead(message);
		}
	}

	private void watch(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2HeadersFrame fields) {
			if (fields.isEndStream()) {
				endWatch();
			}
			else if (this.slow != null && this.watch == null) {
				this.watch = this.slow.begin(context.channel());
			}
		}
		else if (this.watch != null && message instanceof Http2DataFrame data) {
			if (data.isEndStream()) {
				endWatch();
			}
			else if (data.content().isReadable()) {
				this.watch.read();
			}
		}
	}

	private void endWatch() {
		if (this.watch != null) {
			this.watch.end();
			this.watch = null;
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		endWatch();
	}

	/**
	 * Returns whether this is the head of a CONNECT as RFC 9113 section 8.5 wants it.
	 * @param headers the fields
	 * @return {@code true} if it is
	 */
	private static boolean isTunnel(Http2Headers headers) {
		CharSequence method = headers.method();
		return method != null && "CONNECT".contentEquals(method) && headers.authority() != null
				&& headers.scheme() == null && headers.path() == null;
	}

	private static void refuseTunnel(ChannelHandlerContext context, boolean received) {
		Http2Headers response = new DefaultHttp2Headers().status(HttpResponseStatus.NOT_IMPLEMENTED.codeAsText());
		ChannelFuture written = context.writeAndFlush(new DefaultHttp2HeadersFrame(response, true));
		if (!received) {
			written.addListener((future) -> Http2Wire.reset(context, Http2Error.NO_ERROR));
		}
	}

	private static boolean isRequest(Http2Headers headers) {
		CharSequence method = headers.method();
		CharSequence path = headers.path();
		return method != null && !"CONNECT".contentEquals(method) && FieldSyntax.isToken(method.toString())
				&& headers.scheme() != null && path != null && isVisible(path);
	}

	private static boolean isVisible(CharSequence path) {
		for (int i = 0; i < path.length(); i++) {
			if (path.charAt(i) <= ' ' || path.charAt(i) >= 0x7f) {
				return false;
			}
		}
		return !path.isEmpty();
	}

}
