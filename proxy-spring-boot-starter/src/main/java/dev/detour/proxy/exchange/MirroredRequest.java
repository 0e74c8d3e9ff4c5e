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

package dev.detour.proxy.exchange;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.event.MirrorView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.MirrorDrop;
import dev.detour.proxy.policy.MirrorLimits;
import dev.detour.proxy.upstream.AttemptListener;
import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * A copy of a request on its way to a peer whose response is thrown away. Content is
 * passed on as it streams by, and waits here if the peer is slower than that: the source
 * never does. Lives on the event loop of the exchange that it is a copy of, and may
 * outlive that.
 */
final class MirroredRequest implements AttemptListener, Runnable {

	private final Mirrors mirrors;

	private final MirrorView view;

	private final Mirror.Taken place;

	private final MirrorLimits limits;

	private final EventLoop eventLoop;

	private final HttpRequest head;

	private final UpstreamAttempt upstream;

	private final MirrorBuffer waiting;

	private Attempt attempt;

	private @Nullable HttpHeaders trailers;

	private @Nullable Future<?> timeout;

	private long received;

	private boolean headSent;

	private boolean endSent;

	private boolean flushScheduled;

	private boolean over;

	/**
	 * Creates a copy that does nothing yet.
	 * @param mirrors told what becomes of it
	 * @param mirror where it goes
	 * @param place its place there
	 * @param exchange the exchange
	 * @param head the head that was sent
	 * @param peer the peer that it was sent to
	 */
	MirroredRequest(Mirrors mirrors, Mirror mirror, Mirror.Taken place, ProxyExchange<?> exchange, AttemptHead head,
			Peer peer) {
		this.mirrors = mirrors;
		this.view = new MirrorView(exchange.handler(), mirror.group(), exchange.request());
		this.place = place;
		this.limits = mirror.limits();
		this.eventLoop = exchange.downstream().eventLoop();
		GrpcCall call = exchange.grpc();
		Peer target = (call != null) ? call.suited(place.peer()) : place.peer();
		this.head = head.copyFor(target, peer);
		this.upstream = exchange.gateway().upstreams().prepare(target, ConnectionChoice.ANY, this.eventLoop, this);
		this.waiting = new MirrorBuffer(mirrors, this.limits.maxBufferSize());
		this.attempt = Attempt.started(1, place.peer(), false, System.nanoTime());
	}

	/**
	 * Begins.
	 */
	void start() {
		if (!this.view.request().hasBody()) {
			requestEnd(EmptyHttpHeaders.INSTANCE);
		}
		this.upstream.start();
	}

	/**
	 * Content of the request streams by.
	 * @param piece the content, retained by this if need be
	 */
	void requestContent(ByteBuf piece) {
		if (this.over) {
			return;
		}
		if (this.waiting.isEmpty() && isWritable()) {
			write(piece.retainedDuplicate());
			return;
		}
		MirrorDrop full = this.waiting.add(piece);
		if (full != null) {
			drop(full);
		}
	}

	/**
	 * The request is complete.
	 * @param trailers the trailer fields, empty if there are none
	 */
	void requestEnd(HttpHeaders trailers) {
		if (!this.over) {
			this.trailers = trailers;
			this.timeout = this.eventLoop.schedule(this::expire, this.limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
			writeWaiting();
		}
	}

	/**
	 * The exchange is over. If the request is not complete, it never will be.
	 */
	void requestOver() {
		if (this.trailers == null) {
			drop(MirrorDrop.INCOMPLETE);
		}
	}

	/**
	 * Drops the copy from whatever thread.
	 */
	void shutDown() {
		this.eventLoop.execute(() -> drop(MirrorDrop.SHUTTING_DOWN));
	}

	private boolean isWritable() {
		return this.headSent && this.upstream.isWritable();
	}

	private void write(ByteBuf piece) {
		this.upstream.write(piece);
		if (!this.flushScheduled) {
			this.flushScheduled = true;
			this.eventLoop.execute(this);
		}
	}

	private void writeWaiting() {
		while (!this.waiting.isEmpty() && isWritable()) {
			write(this.waiting.take());
		}
		HttpHeaders trailers = this.trailers;
		if (trailers != null && this.waiting.isEmpty() && this.headSent && !this.endSent) {
			this.endSent = true;
			this.upstream.end(trailers);
		}
	}

	@Override
	public void run() {
		this.flushScheduled = false;
		this.upstream.flush();
	}

	@Override
	public void connected(boolean reused) {
		this.attempt = this.attempt.connected(reused, System.nanoTime());
		this.endSent = !this.view.request().hasBody();
		this.upstream.send(this.head, this.endSent);
		// Only now: a stream of HTTP/2 says that it is writable before its head is
		// written.
		this.headSent = true;
		if (!this.endSent) {
			this.upstream.flush();
			writeWaiting();
		}
	}

	@Override
	public void interim(HttpResponse head) {
	}

	@Override
	public void head(HttpResponse head) {
		this.attempt = this.attempt.responded(head.status().code(), System.nanoTime());
	}

	@Override
	public void content(ByteBuf content) {
		this.received += content.readableBytes();
		content.release();
		if (this.received > this.limits.maxResponseSize()) {
			drop(MirrorDrop.RESPONSE_TOO_LARGE);
		}
	}

	@Override
	public void end(HttpHeaders trailers) {
		finish(null);
	}

	@Override
	public void readComplete() {
	}

	@Override
	public void writable() {
		if (!this.over) {
			writeWaiting();
		}
	}

	@Override
	public void failed(ProxyError error) {
		finish(error);
	}

	private void expire() {
		ErrorType type = this.attempt.isConnected() ? ErrorType.READ_TIMEOUT : ErrorType.CONNECT_TIMEOUT;
		ProxyError error = this.upstream.error(type);
		this.upstream.cancel();
		finish(error);
	}

	private void finish(@Nullable ProxyError error) {
		if (stop(error)) {
			this.mirrors.ended(this.view, this.attempt);
		}
	}

	private void drop(MirrorDrop reason) {
		if (stop(null)) {
			this.upstream.cancel();
			this.mirrors.dropped(this.view, reason);
		}
	}

	private boolean stop(@Nullable ProxyError error) {
		if (this.over) {
			return false;
		}
		this.over = true;
		this.waiting.clear();
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
		this.attempt = this.attempt.ended(error, System.nanoTime());
		this.mirrors.over(this, this.place, this.attempt);
		return true;
	}

}
