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
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;

/**
 * The codec of an HTTP/2 connection. What breaks a rule of RFC 9113 ends the stream or
 * the connection, as the RFC says, and with the code that it says.
 */
final class Http2Handler extends Http2ConnectionHandler {

	private static final int MAX_HEAD_SIZE = 64 * 1024;

	private final Http2PeerConnection peer;

	private Http2Handler(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings,
			Http2PeerConnection peer) {
		super(decoder, encoder, settings);
		this.peer = peer;
	}

	static Http2Handler of(Http2PeerConnection peer, Http2FrameListener frames) {
		return new Builder(peer, frames).build();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		this.peer.liveness().read();
		super.channelRead(context, message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		super.channelReadComplete(context);
		this.peer.streams().readComplete();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		// The facts first: the codec is about to fail what waits to be written.
		this.peer.closed();
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
		if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
			super.exceptionCaught(context, cause);
			return;
		}
		this.peer.failAll(ErrorType.CONNECTION_RESET, cause);
		context.close();
	}

	@Override
	protected void onStreamError(ChannelHandlerContext context, boolean outbound, @Nullable Throwable cause,
			Http2Exception.StreamException error) {
		super.onStreamError(context, outbound, cause, error);
		if (!outbound) {
			this.peer.streams().broken(error.streamId(), error);
		}
	}

	@Override
	protected void onConnectionError(ChannelHandlerContext context, boolean outbound, Throwable cause,
			@Nullable Http2Exception error) {
		super.onConnectionError(context, outbound, cause, error);
		this.peer.failAll(outbound ? ErrorType.CONNECTION_RESET : ErrorType.INVALID_RESPONSE, cause);
	}

	private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Handler, Builder> {

		private final Http2PeerConnection peer;

		private Builder(Http2PeerConnection peer, Http2FrameListener frames) {
			this.peer = peer;
			server(false);
			frameListener(frames);
			validateHeaders(true);
			validateRequiredPseudoHeaders(true);
			// Whether a head is too large is for the peer to say: the setting is advice.
			encoderIgnoreMaxHeaderListSize(true);
			// Whoever closes has waited for the streams, or does not want to.
			gracefulShutdownTimeoutMillis(0);
			initialSettings(Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(MAX_HEAD_SIZE));
		}

		@Override
		protected Http2Handler build() {
			return super.build();
		}

		@Override
		protected Http2Handler build(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder,
				Http2Settings settings) {
			return new Http2Handler(decoder, encoder, settings, this.peer);
		}

	}

}
