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
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;

/**
 * A connection that has left HTTP/1.1 for another protocol: carries the bytes of one
 * attempt, and never serves another. If nothing moves for the read time limit of the
 * peer, in either direction, the attempt fails.
 */
final class Http1Tunnel extends ChannelInboundHandlerAdapter implements AttemptStream, TimeLimits.Watched {

	private final Channel channel;

	private final PeerAttempt attempt;

	private final ConnectionUse use;

	private final TrafficCounter traffic;

	private final boolean reused;

	private final WriteProgress writes = new WriteProgress();

	private final TimeLimits limits;

	private boolean inputEnded;

	private boolean outputEnded;

	private boolean over;

	Http1Tunnel(Channel channel, PeerAttempt attempt, ConnectionUse use, TrafficCounter traffic, boolean reused) {
		this.channel = channel;
		this.attempt = attempt;
		this.use = use;
		this.traffic = traffic;
		this.reused = reused;
		this.limits = new TimeLimits(channel.eventLoop(), this.writes, this);
	}

	/**
	 * Takes the channel over from the connection and its codec, and tells the attempt.
	 * @param connection the connection
	 * @param head the head of the response
	 */
	void replace(Http1Connection connection, HttpResponse head) {
		this.attempt.carriedBy(this);
		this.channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
		this.limits.start(this.attempt.peer().options().timeouts(), System.nanoTime());
		ChannelPipeline pipeline = this.channel.pipeline();
		pipeline.addLast(this);
		pipeline.remove(connection);
		pipeline.remove(HttpRequestEncoder.class);
		this.attempt.listener().head(head);
		if (pipeline.get(Http1Decoder.class) != null) {
			// What was read beyond the head comes out now.
			pipeline.remove(Http1Decoder.class);
		}
	}

	@Override
	public void send(HttpRequest head, boolean last) {
		throw new IllegalStateException("The request was sent");
	}

	@Override
	public void write(ByteBuf content) {
		if (this.outputEnded) {
			content.release();
		}
		else {
			this.writes.add(this.channel.write(content), false);
		}
	}

	@Override
	public void end(HttpHeaders trailers) {
		if (!this.outputEnded) {
			this.outputEnded = true;
			this.writes.add(this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> endOutput()),
					true);
		}
	}

	private void endOutput() {
		SslHandler tls = this.channel.pipeline().get(SslHandler.class);
		if (tls != null) {
			tls.closeOutbound();
		}
		else if (this.channel instanceof DuplexChannel duplex) {
			duplex.shutdownOutput();
		}
	}

	@Override
	public void flush() {
		this.channel.flush();
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable() && !this.writes.isFailed();
	}

	@Override
	public void setReading(boolean reading) {
		this.writes.moved(System.nanoTime());
		this.channel.config().setAutoRead(reading);
	}

	@Override
	public ProxyError error(ErrorType type) {
		return error(type, null);
	}

	private ProxyError error(ErrorType type, @Nullable Throwable cause) {
		return new ProxyError(type, Delivery.RESPONDING, this.reused, this.traffic.written(), this.traffic.read(),
				cause);
	}

	@Override
	public void abandon() {
		this.over = true;
		if (this.inputEnded && this.outputEnded) {
			// What was written goes out first, as long as the peer takes it.
			this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		}
		else {
			close();
		}
	}

	private void close() {
		this.limits.stop();
		this.channel.close();
	}

	private void fail(ErrorType type, @Nullable Throwable cause) {
		close();
		if (!this.over) {
			this.over = true;
			this.attempt.fail(error(type, cause));
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.writes.moved(System.nanoTime());
		if (!this.over && message instanceof ByteBuf bytes) {
			this.attempt.listener().content(bytes);
		}
		else {
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (!this.over) {
			this.attempt.listener().readComplete();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (!this.over && isWritable()) {
			this.attempt.listener().writable();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		boolean end = event == ChannelInputShutdownEvent.INSTANCE
				|| (event instanceof SslCloseCompletionEvent tls && tls.isSuccess());
		if (end && !this.inputEnded) {
			this.inputEnded = true;
			if (!this.over) {
				this.attempt.listener().end(EmptyHttpHeaders.INSTANCE);
			}
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.use.closed();
		fail(this.writes.isReset() ? ErrorType.CONNECTION_RESET : ErrorType.CONNECTION_CLOSED, null);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		fail(ErrorType.CONNECTION_RESET, cause);
	}

	@Override
	public boolean isResponseDue() {
		return this.inputEnded || this.channel.config().isAutoRead();
	}

	@Override
	public void timedOut(ErrorType type) {
		fail(type, null);
	}

	@Override
	public void idleExpired() {
		close();
	}

}
