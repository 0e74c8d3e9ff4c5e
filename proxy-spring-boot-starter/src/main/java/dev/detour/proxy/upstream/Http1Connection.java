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

import java.time.Duration;

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
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.PeerTimeouts;

/**
 * A connection to a peer that speaks HTTP/1.1, with at most one attempt on it at a time.
 * What it knows of an attempt are facts: bytes counted at the socket, and writes that the
 * socket took.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {

	private final Channel channel;

	private final LoopPool pool;

	private final ConnectionUse use;

	private final TrafficCounter traffic;

	private final DeadlineTimer timer;

	private final WriteProgress writes = new WriteProgress();

	private final Http1Response response;

	private @Nullable Http1Attempt attempt;

	private PeerTimeouts timeouts = PeerTimeouts.DEFAULT;

	private boolean reused;

	private boolean sending;

	Http1Connection(Channel channel, LoopPool pool, ConnectionUse use, TrafficCounter traffic, Http1Decoder decoder) {
		this.channel = channel;
		this.pool = pool;
		this.use = use;
		this.traffic = traffic;
		this.response = new Http1Response(this, decoder);
		this.timer = new DeadlineTimer(channel.eventLoop(), this::deadlineExpired);
	}

	ConnectionKey key() {
		return this.use.key();
	}

	long idleSince() {
		return this.use.idleSince();
	}

	boolean isActive() {
		return this.channel.isActive();
	}

	@Nullable Http1Attempt attempt() {
		return this.attempt;
	}

	void take(Http1Attempt attempt, boolean reused) {
		this.attempt = attempt;
		this.timeouts = attempt.peer().options().timeouts();
		this.reused = reused;
		this.use.taken(reused);
		this.traffic.reset();
		this.sending = false;
		long now = System.nanoTime();
		this.writes.start(now);
		this.timer.set(now + checkInterval());
	}

	void send(HttpRequest head, boolean last) {
		if (!this.channel.isActive()) {
			// Seen before anything was written: proved not to be sent.
			fail(ErrorType.CONNECTION_CLOSED, null);
			return;
		}
		this.sending = true;
		this.response.expect(head.method());
		if (last) {
			HttpRequest whole = new DefaultFullHttpRequest(head.protocolVersion(), head.method(), head.uri(),
					Unpooled.EMPTY_BUFFER, head.headers(), EmptyHttpHeaders.INSTANCE);
			this.writes.add(this.channel.writeAndFlush(whole), true);
		}
		else {
			this.writes.add(this.channel.write(head), false);
		}
	}

	void write(ByteBuf content) {
		this.writes.add(this.channel.write(new DefaultHttpContent(content)), false);
	}

	void end(HttpHeaders trailers) {
		LastHttpContent last = trailers.isEmpty() ? LastHttpContent.EMPTY_LAST_CONTENT
				: new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers);
		this.writes.add(this.channel.writeAndFlush(last), true);
	}

	void flush() {
		this.channel.flush();
	}

	boolean isWritable() {
		return this.channel.isWritable() && !this.writes.isFailed();
	}

	void setReading(boolean reading) {
		this.writes.moved(System.nanoTime());
		this.channel.config().setAutoRead(reading);
	}

	void abandon() {
		this.attempt = null;
		if (this.sending || !this.channel.isActive()) {
			close();
		}
		else {
			park();
		}
	}

	/**
	 * The response is complete: the connection goes back to the pool if it can serve
	 * again.
	 * @param keepAlive whether the response allows that
	 * @param trailers the trailer fields
	 */
	void responseEnded(boolean keepAlive, HttpHeaders trailers) {
		Http1Attempt attempt = this.attempt;
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

	void fail(ErrorType type, @Nullable Throwable cause) {
		Http1Attempt attempt = this.attempt;
		ProxyError error = error(type, cause);
		this.attempt = null;
		close();
		if (attempt != null) {
			attempt.fail(error);
		}
	}

	ProxyError error(ErrorType type, @Nullable Throwable cause) {
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

	void close() {
		this.timer.stop();
		this.channel.close();
	}

	private void park() {
		if (this.timeouts.idle().isZero()) {
			close();
			return;
		}
		this.use.idle(System.nanoTime());
		this.channel.config().setAutoRead(true);
		this.timer.set(idleSince() + this.timeouts.idle().toNanos());
		this.pool.release(this);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.writes.moved(System.nanoTime());
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
		Http1Attempt attempt = this.attempt;
		if (attempt != null) {
			attempt.listener().readComplete();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		Http1Attempt attempt = this.attempt;
		if (attempt != null && isWritable()) {
			attempt.listener().writable();
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
		this.pool.remove(this);
		fail(ErrorType.CONNECTION_RESET, cause);
	}

	private long checkInterval() {
		return Math.min(this.timeouts.read().toNanos(), this.timeouts.write().toNanos());
	}

	/**
	 * Looks whether a time limit has really expired, since activity only notes the time.
	 */
	private void deadlineExpired() {
		if (this.attempt == null) {
			this.pool.remove(this);
			close();
			return;
		}
		long now = System.nanoTime();
		boolean writing = this.writes.isPending();
		if (!writing && !isResponseDue()) {
			this.timer.set(now + checkInterval());
			return;
		}
		Duration limit = writing ? this.timeouts.write() : this.timeouts.read();
		long due = this.writes.movedAt() + limit.toNanos();
		if (due - now > 0) {
			this.timer.set(due);
		}
		else {
			fail(writing ? ErrorType.WRITE_TIMEOUT : ErrorType.READ_TIMEOUT, null);
		}
	}

	/**
	 * Returns whether it is the peer's turn: while the client is still uploading, or does
	 * not take what was read, the peer is not to blame.
	 * @return {@code true} if it is
	 */
	private boolean isResponseDue() {
		return (this.writes.isDelivered() || this.writes.isFailed() || this.response.hasHead())
				&& this.channel.config().isAutoRead();
	}

}
