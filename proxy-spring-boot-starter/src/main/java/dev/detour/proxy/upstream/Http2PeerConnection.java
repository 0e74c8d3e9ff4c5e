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

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.peer.PeerTimeouts;

/**
 * A connection to a peer that speaks HTTP/2: carries many attempts at a time, each on a
 * stream of its own. It is in the pool while it can carry another one.
 */
final class Http2PeerConnection implements PeerConnection, Http2Liveness.Watched {

	private final Channel channel;

	private final ConnectionUse use;

	private final LoopPool pool;

	private final Http2Opening opening;

	private final Http2Liveness liveness;

	private final Http2Handler handler;

	private final Http2Output output;

	private final Http2Streams streams = new Http2Streams();

	private PeerTimeouts timeouts = PeerTimeouts.DEFAULT;

	private int reserved;

	private boolean pooled;

	/**
	 * Carries no more attempts, and closes when those that it carries are over.
	 */
	private boolean retired;

	/**
	 * Opens no more streams, not even for attempts that it carries.
	 */
	private boolean ended;

	Http2PeerConnection(Channel channel, ConnectionUse use, LoopPool pool, ProtocolMemory memory,
			ProtocolSetup.Listener setup) {
		this.channel = channel;
		this.use = use;
		this.pool = pool;
		this.opening = new Http2Opening(use.key(), memory, setup);
		this.liveness = new Http2Liveness(channel.eventLoop(), this);
		Http2Frames frames = new Http2Frames(this);
		this.handler = Http2Handler.of(this, frames);
		this.output = new Http2Output(channel, this.handler, use.key().tls() != null);
		this.handler.connection().addListener(frames);
		this.handler.connection().remote().flowController().listener(frames::writabilityChanged);
	}

	/**
	 * Sends the preface, and waits for that of the peer before anything else is sent: by
	 * then it is proved to speak HTTP/2, and its limits are known.
	 */
	void start() {
		try {
			this.output.start();
		}
		catch (Http2Exception ex) {
			failAll(ErrorType.CONNECTION_RESET, ex);
		}
	}

	void settingsRead() {
		this.opening.succeeded(this);
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
		return false;
	}

	Http2Output output() {
		return this.output;
	}

	Http2Liveness liveness() {
		return this.liveness;
	}

	Http2Streams streams() {
		return this.streams;
	}

	boolean isActive() {
		return this.channel.isActive();
	}

	@Override
	public long idleSince() {
		return isUnused() ? this.use.idleSince() : System.nanoTime();
	}

	@Override
	public boolean isUnused() {
		return this.streams.isEmpty() && this.reserved == 0;
	}

	@Override
	public int capacity() {
		if (this.retired || !this.opening.isOver() || !this.channel.isActive()) {
			return 0;
		}
		Http2Connection.Endpoint<?> local = this.handler.connection().local();
		return Math.max(0, Http2Streams.free(local) - this.reserved);
	}

	/**
	 * Something happened after which the connection may be able to carry more attempts,
	 * or no more.
	 */
	void capacityChanged() {
		boolean free = capacity() > 0;
		if (free != this.pooled) {
			this.pooled = free;
			if (free) {
				this.pool.release(this);
			}
			else {
				this.pool.remove(this);
			}
		}
	}

	@Override
	public AttemptStream carry(PeerAttempt attempt, boolean reused) {
		this.use.taken(reused);
		this.timeouts = attempt.peer().options().timeouts();
		this.reserved++;
		capacityChanged();
		return new Http2PeerStream(this, attempt, reused);
	}

	/**
	 * Opens a stream.
	 * @param stream the stream
	 * @return its number, or zero if the connection opens no more
	 */
	int open(Http2PeerStream stream) {
		int id = (this.ended || !this.channel.isActive()) ? 0
				: Math.max(0, this.handler.connection().local().incrementAndGetNextStreamId());
		if (id > 0) {
			this.reserved--;
			this.streams.add(id, stream);
			this.liveness.busy(this.timeouts);
		}
		return id;
	}

	/**
	 * An attempt is over.
	 * @param stream what carried it
	 * @param reset the code to end the stream with, or {@code null} if it has ended
	 */
	void left(Http2PeerStream stream, @Nullable Http2Error reset) {
		if (stream.id() == 0) {
			this.reserved--;
		}
		else if (!this.streams.remove(stream.id())) {
			return;
		}
		else if (reset != null) {
			this.output.reset(stream.id(), reset);
		}
		if (this.pool.group().slots().isWantedElsewhere(key(), this.pool)) {
			giveUp();
		}
		capacityChanged();
		if (isUnused()) {
			unused();
		}
	}

	private void unused() {
		long idle = this.timeouts.idle().toNanos();
		if (this.retired || idle == 0 || this.pool.group().isRetired(this)) {
			close();
			return;
		}
		this.use.idle(System.nanoTime());
		this.liveness.idle(idle);
	}

	/**
	 * The peer takes no new streams.
	 * @param lastStreamId the last stream that it processes
	 * @param code the reason
	 */
	void goAway(int lastStreamId, long code) {
		end();
		this.streams.leaveOutAbove(lastStreamId, code);
		retire();
	}

	@Override
	public void retire() {
		giveUp();
		if (isUnused()) {
			close();
		}
	}

	/**
	 * The peer wants HTTP/1.1.
	 * @return whether it may be spoken to in that
	 */
	boolean downgrade() {
		end();
		return this.opening.downgrade();
	}

	/**
	 * Ends all streams with a failure.
	 * @param type what went wrong
	 * @param cause the exception that was observed, or {@code null}
	 */
	void failAll(ErrorType type, @Nullable Throwable cause) {
		end();
		this.opening.failed(cause);
		this.streams.forEach((stream) -> stream.ended(type, cause));
	}

	void closed() {
		this.use.closed();
		this.liveness.stop();
		end();
		this.opening.failed(null);
		this.streams.forEach(Http2PeerStream::connectionClosed);
	}

	private void end() {
		this.ended = true;
		giveUp();
	}

	private void giveUp() {
		this.retired = true;
		capacityChanged();
	}

	@Override
	public void ping() {
		this.output.ping();
	}

	@Override
	public void dead() {
		failAll(ErrorType.CONNECTION_CLOSED, new PeerSilentException());
		this.output.context().close();
	}

	@Override
	public void close() {
		end();
		this.liveness.stop();
		this.channel.close();
	}

}
