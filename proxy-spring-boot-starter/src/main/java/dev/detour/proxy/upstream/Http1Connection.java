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
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;

/**
 * A connection to a peer that speaks HTTP/1.1, with at most one attempt on it at a time.
 * What it knows of an attempt are facts: bytes counted at the socket, and writes that the
 * socket took.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter
		implements PeerConnection, AttemptStream, TimeLimits.Watched {

	private final Channel channel;

	private LoopPool pool;

	private final ConnectionUse use;

	private final TrafficCounter traffic;

	private final WriteProgress writes = new WriteProgress();

	private final TimeLimits limits;

	private final Http1Response response;

	private @Nullable PeerAttempt attempt;

	private boolean reused;

	private boolean sending;

	Http1Connection(Channel channel, LoopPool pool, ConnectionUse use, TrafficCounter traffic, Http1Decoder decoder) {
		this.channel = channel;
		this.pool = pool;
		this.use = use;
		this.traffic = traffic;
		this.response = new Http1Response(this, decoder);
		this.limits = new TimeLimits(channel.eventLoop(), this.writes, this);
	}

	@Override
	public Channel channel() {
		return this.channel;
	}

	@Override
	public ConnectionUse use() {
		return this.use;
	}

	@Override
	public boolean isMovable() {
		return this.attempt == null;
	}

	@Override
	public void moveTo(LoopPool target, Runnable arrived) {
		this.limits.stop();
		PoolGroup.register(this.channel, target.eventLoop(), () -> {
			this.pool = target;
			this.limits.moveTo(target.eventLoop());
			arrived.run();
		});
	}

	@Override
	public int capacity() {
		return (this.attempt == null && this.channel.isActive()) ? 1 : 0;
	}

	@Nullable PeerAttempt attempt() {
		return this.attempt;
	}

	@Override
	public AttemptStream carry(PeerAttempt attempt, boolean reused) {
		this.attempt = attempt;
		this.reused = reused;
		this.use.taken(reused);
		this.traffic.reset();
		this.sending = false;
		this.limits.start(attempt.peer().options().timeouts(), System.nanoTime());
		return this;
	}

	@Override
	public void send(HttpRequest head, boolean last) {
		if (!this.channel.isActive()) {
			// Seen before anything was written: proved not to be sent.
			fail(ErrorType.CONNECTION_CLOSED, null);
			return;
		}
		this.sending = true;
		this.response.expect(head);
		if (last) {
			HttpRequest whole = new DefaultFullHttpRequest(head.protocolVersion(), head.method(), head.uri(),
					Unpooled.EMPTY_BUFFER, head.headers(), EmptyHttpHeaders.INSTANCE);
			this.writes.add(this.channel.writeAndFlush(whole), true);
		}
		else {
			this.writes.add(this.channel.write(head), false);
		}
	}

	@Override
	public void write(ByteBuf content) {
		this.writes.add(this.channel.write(new DefaultHttpContent(content)), false);
	}

	@Override
	public void end(HttpHeaders trailers) {
		LastHttpContent last = trailers.isEmpty() ? LastHttpContent.EMPTY_LAST_CONTENT
				: new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers);
		this.writes.add(this.channel.writeAndFlush(last), true);
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
	public void abandon() {
		this.attempt = null;
		if (this.sending || !this.channel.isActive()) {
			close();
		}
		else {
			park();
		}
	}

	void responseEnded(boolean keepAlive, HttpHeaders trailers) {
		PeerAttempt attempt = this.attempt;
		this.attempt = null;
		if (keepAlive && this.writes.isEnded() && !this.writes.isFailed() && this.channel.isActive()) {
			park();
		}
		else {
			close();
		}
		if (attempt != null) {
			attempt.complete(trailers);
		}
	}

	void switchProtocols(PeerAttempt attempt, HttpResponse head) {
		this.attempt = null;
		this.limits.stop();
		new Http1Tunnel(this.channel, attempt, this.use, this.traffic, this.reused).replace(this, head);
	}

	void fail(ErrorType type, @Nullable Throwable cause) {
		PeerAttempt attempt = this.attempt;
		ProxyError error = error(type, cause);
		this.attempt = null;
		close();
		if (attempt != null) {
			attempt.fail(error);
		}
	}

	@Override
	public ProxyError error(ErrorType type) {
		return error(type, null);
	}

	private ProxyError error(ErrorType type, @Nullable Throwable cause) {
		return new ProxyError(type, delivery(), this.reused, this.traffic.written(), this.traffic.read(), cause);
	}

	private Delivery delivery() {
		if (!this.sending) {
			return Delivery.NOT_SENT;
		}
		if (this.response.hasHead()) {
			return Delivery.RESPONDING;
		}
		return this.writes.isDelivered() ? Delivery.SENT : Delivery.PARTLY_SENT;
	}

	@Override
	public void close() {
		this.limits.stop();
		this.channel.close();
	}

	private void park() {
		if (!this.limits.keepsIdle()) {
			close();
			return;
		}
		this.use.idle(this.writes.movedAt());
		this.channel.config().setAutoRead(true);
		this.limits.park(this.use.idleSince());
		this.pool.release(this);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.writes.moved(this.traffic.readAt());
		if (this.attempt == null || !this.sending) {
			// Nobody asked: whatever this is, it must not become the next response.
			ReferenceCountUtil.release(message);
			fail(ErrorType.INVALID_RESPONSE, null);
			return;
		}
		this.response.read(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.attempt != null) {
			this.attempt.listener().readComplete();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.attempt != null && isWritable()) {
			this.attempt.listener().writable();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.use.closed();
		this.pool.remove(this);
		fail(this.writes.isReset() ? ErrorType.CONNECTION_RESET : ErrorType.CONNECTION_CLOSED, null);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		fail(ErrorType.CONNECTION_RESET, cause);
	}

	@Override
	public boolean isResponseDue() {
		return (this.writes.isDelivered() || this.writes.isFailed() || this.response.hasHead())
				&& this.channel.config().isAutoRead();
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
