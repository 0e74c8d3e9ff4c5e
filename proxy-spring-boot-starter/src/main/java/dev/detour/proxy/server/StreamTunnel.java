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

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.exchange.DownstreamListener;
import dev.detour.proxy.exchange.DownstreamTunnel;

/**
 * A stream of HTTP/2 on which a client speaks WebSocket (RFC 8441). Everyone behind this
 * sees a request that is complete with its head. What the client sends after it waits
 * here until the peer has agreed; nothing is read unless it is asked for, so that the
 * window of the stream limits what waits.
 */
final class StreamTunnel extends ChannelDuplexHandler implements DownstreamTunnel {

	static final String NAME = "detour.tunnel";

	private final Queue<ByteBuf> held = new ArrayDeque<>(4);

	private @Nullable ChannelHandlerContext context;

	private @Nullable DownstreamListener listener;

	private boolean headPassed;

	private boolean demanded;

	private boolean inputEnded;

	private boolean inputTold;

	private boolean outputEnded;

	private boolean dropping;

	/**
	 * Creates the tunnel.
	 * @param ended whether the client has ended its side with the head
	 */
	StreamTunnel(boolean ended) {
		this.inputEnded = ended;
	}

	/**
	 * Answers that the peer has agreed, and takes the stream over.
	 * @param head the head of the peer, with status 101
	 * @param listener told what the client does
	 * @return this
	 */
	DownstreamTunnel begin(HttpResponse head, DownstreamListener listener) {
		this.listener = listener;
		context().write(new DefaultHttp2HeadersFrame(ExtendedConnect.response(head), false));
		return this;
	}

	private ChannelHandlerContext context() {
		return Objects.requireNonNull(this.context);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	@Override
	public void read(ChannelHandlerContext context) {
		// Nobody else is to ask for what the client sends.
		if (!this.headPassed) {
			context.read();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!this.headPassed) {
			this.headPassed = true;
			context.fireChannelRead(message);
		}
		else if (message instanceof Http2DataFrame data) {
			this.inputEnded = data.isEndStream();
			content(data.content());
		}
		else {
			this.inputEnded |= message instanceof Http2HeadersFrame;
			ReferenceCountUtil.release(message);
			tellEnd();
		}
	}

	private void content(ByteBuf bytes) {
		if (this.dropping || !bytes.isReadable()) {
			bytes.release();
			tellEnd();
		}
		else if (this.demanded && this.listener != null) {
			this.demanded = false;
			this.listener.requestContent(bytes);
		}
		else {
			this.held.add(bytes);
		}
	}

	private void tellEnd() {
		if (this.inputEnded && !this.inputTold && this.demanded && this.held.isEmpty() && this.listener != null) {
			this.inputTold = true;
			this.listener.requestEnd(EmptyHttpHeaders.INSTANCE);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.demanded && !this.inputEnded) {
			context.read();
		}
		context.fireChannelReadComplete();
	}

	@Override
	public void demand() {
		ByteBuf next = this.held.poll();
		if (next != null && this.listener != null) {
			this.listener.requestContent(next);
			return;
		}
		this.demanded = true;
		if (this.inputEnded) {
			tellEnd();
		}
		else {
			context().read();
		}
	}

	@Override
	public void write(ByteBuf bytes) {
		context().write(new DefaultHttp2DataFrame(bytes, false));
	}

	@Override
	public void flush() {
		context().flush();
	}

	@Override
	public boolean isWritable() {
		return context().channel().isWritable();
	}

	@Override
	public void end() {
		if (!this.outputEnded) {
			this.outputEnded = true;
			context().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
		}
	}

	@Override
	public void close() {
		this.dropping = true;
		drop();
		this.outputEnded = true;
		context().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true))
			.addListener((written) -> Http2Wire.reset(context(), Http2Error.NO_ERROR));
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (this.listener != null && message instanceof Http2ResetFrame) {
			// RFC 8441 section 5: what a reset is for TCP.
			context.write(new DefaultHttp2ResetFrame(Http2Error.CANCEL), promise);
			return;
		}
		boolean refused = this.listener == null
				&& ((message instanceof Http2HeadersFrame fields && fields.isEndStream())
						|| (message instanceof Http2DataFrame data && data.isEndStream()));
		ChannelPromise written = refused ? promise.unvoid() : promise;
		context.write(message, written);
		if (refused && !this.inputEnded) {
			written.addListener((done) -> Http2Wire.reset(context, Http2Error.NO_ERROR));
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.listener != null && context.channel().isWritable()) {
			this.listener.writable();
		}
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		drop();
		if (this.listener != null && !this.dropping && (!this.inputTold || !this.outputEnded)) {
			this.listener.gone();
		}
		context.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		drop();
	}

	private void drop() {
		this.held.forEach(ByteBuf::release);
		this.held.clear();
	}

}
