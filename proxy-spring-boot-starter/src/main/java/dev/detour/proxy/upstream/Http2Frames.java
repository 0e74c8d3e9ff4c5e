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
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hands the frames of a connection to the streams that they are for. Frames for a stream
 * whose attempt is over are nobody's.
 */
final class Http2Frames extends Http2EventAdapter {

	private final Http2PeerConnection peer;

	Http2Frames(Http2PeerConnection peer) {
		this.peer = peer;
	}

	@Override
	public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
		this.peer.settingsRead();
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int streamId, Http2Headers headers, int padding,
			boolean endOfStream) throws Http2Exception {
		Http2PeerStream stream = this.peer.streams().get(streamId);
		if (stream != null) {
			stream.response().readHead(headers, endOfStream);
		}
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int streamId, Http2Headers headers, int dependency,
			short weight, boolean exclusive, int padding, boolean endOfStream) throws Http2Exception {
		onHeadersRead(context, streamId, headers, padding, endOfStream);
	}

	@Override
	public int onDataRead(ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean endOfStream)
			throws Http2Exception {
		Http2PeerStream stream = this.peer.streams().get(streamId);
		int bytes = data.readableBytes() + padding;
		return (stream != null) ? stream.response().readContent(data, bytes, endOfStream) : bytes;
	}

	@Override
	public void onRstStreamRead(ChannelHandlerContext context, int streamId, long errorCode) {
		Http2PeerStream stream = this.peer.streams().get(streamId);
		if (stream != null) {
			stream.resetByPeer(errorCode);
		}
	}

	@Override
	public void onGoAwayRead(ChannelHandlerContext context, int lastStreamId, long errorCode, ByteBuf debugData) {
		this.peer.goAway(lastStreamId, errorCode);
	}

	@Override
	public void onStreamClosed(Http2Stream stream) {
		this.peer.capacityChanged();
	}

	/**
	 * A stream takes content again, or takes no more.
	 * @param stream the stream
	 */
	void writabilityChanged(@Nullable Http2Stream stream) {
		Http2PeerStream open = (stream != null) ? this.peer.streams().get(stream.id()) : null;
		if (open != null) {
			open.writabilityChanged();
		}
	}

}
