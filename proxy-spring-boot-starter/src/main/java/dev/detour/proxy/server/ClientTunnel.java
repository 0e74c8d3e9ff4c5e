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
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

import dev.detour.proxy.exchange.DownstreamListener;
import dev.detour.proxy.exchange.DownstreamTunnel;

/**
 * Takes a client's connection over from the HTTP codec and everything behind it, which
 * learn only that the connection is closed. On a stream of HTTP/2 its
 * {@link StreamTunnel} does so.
 *
 * @since 0.1.0
 */
public final class ClientTunnel extends ChannelInboundHandlerAdapter implements DownstreamTunnel {

	private final Channel channel;

	private final DownstreamListener listener;

	private final Queue<ByteBuf> held = new ArrayDeque<>(4);

	private @Nullable ChannelHandlerContext context;

	private boolean demanded;

	private boolean inputEnded;

	private boolean inputTold;

	private boolean outputEnded;

	private boolean dropping;

	private ClientTunnel(Channel channel, DownstreamListener listener) {
		this.channel = channel;
		this.listener = listener;
	}

	/**
	 * Sends the head and takes the connection over.
	 * @param channel the channel of the connection, whose request was read to its end
	 * @param head the head, with status 101
	 * @param listener told what the client does; there is one by now
	 * @return the tunnel
	 */
	public static DownstreamTunnel begin(Channel channel, HttpResponse head, @Nullable DownstreamListener listener) {
		if (channel.pipeline().get(StreamTunnel.NAME) instanceof StreamTunnel stream) {
			return stream.begin(head, Objects.requireNonNull(listener));
		}
		ClientTunnel tunnel = new ClientTunnel(channel, Objects.requireNonNull(listener));
		if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
			InterimResponse.write(channel, head);
			channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
			channel.config().setAutoRead(false);
			if (channel.pipeline().get(SlowClient.NAME) != null) {
				channel.pipeline().remove(SlowClient.NAME);
			}
			channel.pipeline().addAfter(NettyPipeline.HttpCodec, "detour.tunnel", tunnel);
			// What was read beyond the request comes out now.
			channel.pipeline().remove(NettyPipeline.HttpCodec);
		}
		return tunnel;
	}

	@Override
	public void demand() {
		ByteBuf next = this.held.poll();
		if (next != null) {
			this.listener.requestContent(next);
		}
		else if (this.inputEnded) {
			tellEnd();
		}
		else {
			this.demanded = true;
			this.channel.read();
		}
	}

	@Override
	public void write(ByteBuf bytes) {
		if (this.context != null) {
			this.context.write(bytes);
		}
		else {
			bytes.release();
		}
	}

	@Override
	public void flush() {
		if (this.context != null) {
			this.context.flush();
		}
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable();
	}

	@Override
	public void end() {
		if (!this.outputEnded && this.context != null) {
			this.outputEnded = true;
			ChannelHandlerContext context = this.context;
			context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> endOutput(context));
		}
	}

	@Override
	public void close() {
		this.dropping = true;
		end();
		if (this.context != null) {
			ChannelHandlerContext context = this.context;
			context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> LingeringClose.begin(context));
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	private void tellEnd() {
		if (!this.inputTold) {
			this.inputTold = true;
			this.listener.requestEnd(EmptyHttpHeaders.INSTANCE);
			if (this.outputEnded && this.context != null) {
				ChannelHandlerContext context = this.context;
				context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> context.close());
			}
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.dropping || !(message instanceof ByteBuf bytes)) {
			ReferenceCountUtil.release(message);
		}
		else if (this.demanded) {
			this.demanded = false;
			this.listener.requestContent(bytes);
		}
		else {
			this.held.add(bytes);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.demanded && !this.inputEnded) {
			// What was read were bytes of TLS and not of the client.
			context.read();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.channel.isWritable()) {
			this.listener.writable();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		boolean end = event == ChannelInputShutdownEvent.INSTANCE
				|| (event instanceof SslCloseCompletionEvent tls && tls.isSuccess());
		if (end && this.dropping) {
			context.close();
		}
		else if (end) {
			this.inputEnded = true;
			if (this.held.isEmpty()) {
				tellEnd();
			}
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.held.forEach(ByteBuf::release);
		this.held.clear();
		if (!this.dropping && (!this.inputTold || !this.outputEnded)) {
			this.listener.gone();
		}
		context.fireChannelInactive();
	}

	/**
	 * Closes past the handlers that come after this: they keep a connection open whose
	 * exchange is under way when the server shuts down.
	 * @param context the context of this
	 */
	private void endOutput(ChannelHandlerContext context) {
		SslHandler tls = this.channel.pipeline().get(SslHandler.class);
		if (this.inputTold || !(this.channel instanceof DuplexChannel duplex)) {
			context.close();
		}
		else if (tls != null) {
			tls.closeOutbound();
		}
		else {
			duplex.shutdownOutput();
		}
	}

}
