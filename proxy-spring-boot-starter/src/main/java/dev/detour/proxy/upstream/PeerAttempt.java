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
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;

/**
 * One try at one peer, whichever version of HTTP it speaks: first without a connection,
 * then carried by one.
 */
final class PeerAttempt implements UpstreamAttempt {

	private final Peer peer;

	private final ConnectionChoice choice;

	private final EventLoop eventLoop;

	private final AttemptListener listener;

	private final NettyUpstreams upstreams;

	private @Nullable Acquisition acquisition;

	private @Nullable AttemptStream stream;

	private boolean downgraded;

	private boolean over;

	PeerAttempt(Peer peer, ConnectionChoice choice, EventLoop eventLoop, AttemptListener listener,
			NettyUpstreams upstreams) {
		this.peer = peer;
		this.choice = choice;
		this.eventLoop = eventLoop;
		this.listener = listener;
		this.upstreams = upstreams;
	}

	Peer peer() {
		return this.peer;
	}

	AttemptListener listener() {
		return this.listener;
	}

	@Override
	public void start() {
		LoopPool pool = this.upstreams.pool(this.eventLoop);
		PeerConnection pooled = pool.acquire(this.peer.connectionKey(), this.choice);
		if (pooled != null && (!pooled.isMovable() || LoopPool.isRecent(pooled))) {
			take(pooled, true);
			return;
		}
		boolean shares = this.peer.connectionKey().proxyProtocol() == null;
		if (pooled == null && shares && this.upstreams.sharedDials().join(this)) {
			return;
		}
		this.acquisition = new Acquisition(this.peer, this.choice, this, pool, this.upstreams.connector());
		this.acquisition.start(pooled);
	}

	/**
	 * Takes a connection into use.
	 * @param connection the connection
	 * @param reused whether it has served before
	 */
	void connected(PeerConnection connection, boolean reused) {
		this.acquisition = null;
		take(connection, reused);
	}

	private void take(PeerConnection connection, boolean reused) {
		this.stream = connection.carry(this, reused);
		this.upstreams.sharedDials().over(this, null);
		this.listener.connected(reused);
	}

	/**
	 * What carries the attempt is another from now on.
	 * @param stream what carries it
	 */
	void carriedBy(AttemptStream stream) {
		this.stream = stream;
	}

	/**
	 * Ends the attempt with a failure, once.
	 * @param error what went wrong
	 */
	void fail(ProxyError error) {
		if (this.over) {
			return;
		}
		this.acquisition = null;
		if (error.type() == ErrorType.HTTP_VERSION_REFUSED && this.stream == null && mayDowngrade()) {
			// Nothing was sent, and from now on HTTP/1.1 is spoken to this peer.
			this.downgraded = true;
			start();
			return;
		}
		this.over = true;
		this.stream = null;
		this.upstreams.sharedDials().over(this, error);
		this.listener.failed(error);
	}

	private boolean mayDowngrade() {
		return !this.downgraded && this.peer.connectionKey().protocols() == Protocols.HTTP_2_OR_1_1;
	}

	/**
	 * Ends the attempt with a complete response.
	 * @param trailers the trailer fields
	 */
	void complete(HttpHeaders trailers) {
		this.over = true;
		this.stream = null;
		this.listener.end(trailers);
	}

	@Override
	public void send(HttpRequest head, boolean last) {
		AttemptStream stream = this.stream;
		if (stream != null && !stream.isHttp2() && this.peer.connectionKey().protocols() != Protocols.HTTP_1_1
				&& Grpc.isRequest(head)) {
			// What is written for HTTP/2 would make no sense over HTTP/1.1.
			ProxyError error = stream.error(ErrorType.HTTP_VERSION_REFUSED);
			stream.abandon();
			fail(error);
		}
		else if (stream != null) {
			stream.send(head, last);
		}
	}

	@Override
	public void write(ByteBuf content) {
		AttemptStream stream = this.stream;
		if (stream != null) {
			stream.write(content);
		}
		else {
			ReferenceCountUtil.release(content);
		}
	}

	@Override
	public void end(HttpHeaders trailers) {
		AttemptStream stream = this.stream;
		if (stream != null) {
			stream.end(trailers);
		}
	}

	@Override
	public void flush() {
		AttemptStream stream = this.stream;
		if (stream != null) {
			stream.flush();
		}
	}

	@Override
	public boolean isWritable() {
		AttemptStream stream = this.stream;
		return stream != null && stream.isWritable();
	}

	@Override
	public void setReading(boolean reading) {
		AttemptStream stream = this.stream;
		if (stream != null) {
			stream.setReading(reading);
		}
	}

	@Override
	public ProxyError error(ErrorType type) {
		AttemptStream stream = this.stream;
		return (stream != null) ? stream.error(type) : new ProxyError(type, Delivery.NOT_SENT, false, 0, 0, null);
	}

	@Override
	public void cancel() {
		if (this.over) {
			return;
		}
		this.over = true;
		this.upstreams.sharedDials().cancelled(this);
		if (this.acquisition != null) {
			this.acquisition.cancel();
			this.acquisition = null;
		}
		if (this.stream != null) {
			this.stream.abandon();
			this.stream = null;
		}
	}

}
