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

import java.util.Objects;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * Streams the content of the request from the client to the attempt under way, one piece
 * at a time as the peer takes it, and keeps the copy from which another attempt starts.
 * Nothing is read from the client before the first attempt has a connection.
 */
final class RequestBody extends MirroredBody implements ContentFilter.Sink, Runnable {

	private final Downstream downstream;

	private final EventLoop eventLoop;

	private final ReplayBuffer replay;

	private final Runnable notReplayable;

	private final boolean present;

	private @Nullable UpstreamAttempt attempt;

	private @Nullable ContentFilter filter;

	private Patience patience = Patience.OVER;

	private boolean receiving;

	private boolean demanded;

	private boolean answered;

	private boolean flushScheduled;

	private @Nullable HttpHeaders trailers;

	/**
	 * Creates the body.
	 * @param downstream where it comes from
	 * @param memory for the copy
	 * @param keep whether to keep a copy at all
	 * @param notReplayable called when content was sent of which no copy is left
	 */
	RequestBody(Downstream downstream, ReplayMemory memory, boolean keep, Runnable notReplayable) {
		this.downstream = downstream;
		this.eventLoop = downstream.eventLoop();
		this.replay = new ReplayBuffer(memory);
		this.notReplayable = notReplayable;
		this.present = downstream.request().hasBody();
		if (!keep) {
			this.replay.drop();
		}
	}

	boolean isPresent() {
		return this.present;
	}

	/**
	 * Returns whether the client is to be told to go ahead by the peer.
	 * @return {@code true} if it waits for that
	 */
	boolean awaitsContinue() {
		return this.present && !this.receiving && this.downstream.request().expectsContinue();
	}

	/**
	 * Returns whether all of the request was received.
	 * @return {@code true} if it was
	 */
	boolean isReceived() {
		return !this.present || this.trailers != null;
	}

	/**
	 * Returns whether there is all of the content, if there is any, for another attempt.
	 * @return {@code true} if it was received and there is a copy
	 */
	boolean isWhole() {
		return !this.present || (this.trailers != null && this.replay.isComplete());
	}

	/**
	 * Returns whether the content may yet become {@linkplain #isWhole() whole}.
	 * @return {@code true} if more of it is to come, and there is a copy so far
	 */
	boolean isComing() {
		return this.present && this.trailers == null && this.replay.isComplete();
	}

	/**
	 * Hands on all of the content, which must be {@linkplain #isWhole() whole}.
	 * @param content takes each piece, and owns it
	 * @param end takes the trailer fields
	 */
	void replay(Consumer<ByteBuf> content, Consumer<HttpHeaders> end) {
		this.replay.replay(content);
		end.accept(Objects.requireNonNull(this.trailers));
	}

	/**
	 * Starts to send to an attempt whose head was written.
	 * @param attempt the attempt
	 * @param filter what the content goes through on its way to the attempt, or
	 * {@code null}
	 */
	void attach(UpstreamAttempt attempt, @Nullable ContentFilter filter) {
		this.attempt = attempt;
		this.filter = filter;
		if (awaitsContinue()) {
			attempt.flush();
			this.patience = Patience.start(this.eventLoop, this::begin);
			return;
		}
		this.replay.replay(this::send);
		limitCopy();
		if (this.trailers != null) {
			sendEnd();
			return;
		}
		scheduleFlush();
		begin();
	}

	/**
	 * Begins to read from the client: the peer said to go ahead, or did not for a while.
	 */
	void begin() {
		this.patience.stop();
		if (this.attempt == null || isReceived()) {
			return;
		}
		if (!this.receiving) {
			this.receiving = true;
			this.downstream.receive();
		}
		demand();
	}

	/**
	 * Stops sending. What arrives until the next attempt is kept for it.
	 */
	void detach() {
		this.attempt = null;
		if (this.filter != null) {
			this.filter.cancel();
			this.filter = null;
		}
		this.patience.stop();
	}

	/**
	 * Returns whether nothing goes on before the client sends more.
	 * @return {@code true} if a piece was asked for, and there is no answer yet
	 */
	boolean isAwaited() {
		return this.demanded && !this.answered;
	}

	/**
	 * No further attempt can come: drops the copy.
	 */
	void dropCopy() {
		this.answered = true;
		this.replay.drop();
	}

	void content(ByteBuf piece) {
		this.demanded = false;
		this.replay.keep(piece);
		mirrorContent(piece);
		if (this.attempt == null) {
			piece.release();
			return;
		}
		send(piece);
		limitCopy();
		scheduleFlush();
		demand();
	}

	void end(HttpHeaders trailers) {
		this.trailers = trailers.isEmpty() ? EmptyHttpHeaders.INSTANCE : trailers;
		mirrorEnd(trailers);
		sendEnd();
	}

	private void send(ByteBuf piece) {
		if (this.filter != null) {
			this.filter.content(piece);
		}
		else {
			filtered(piece);
		}
	}

	private void sendEnd() {
		HttpHeaders trailers = Objects.requireNonNull(this.trailers);
		if (this.filter != null) {
			this.filter.end(trailers);
		}
		else {
			filteredEnd(trailers);
		}
	}

	@Override
	public void filtered(ByteBuf content) {
		if (this.attempt != null) {
			this.attempt.write(content);
		}
		else {
			content.release();
		}
	}

	@Override
	public void filteredLater() {
		scheduleFlush();
		demand();
	}

	@Override
	public void filteredEnd(HttpHeaders trailers) {
		if (this.attempt != null) {
			this.attempt.end(trailers);
		}
	}

	/**
	 * The peer takes content again.
	 */
	void writable() {
		demand();
	}

	@Override
	public void run() {
		this.flushScheduled = false;
		if (this.attempt != null) {
			this.attempt.flush();
		}
	}

	private void demand() {
		boolean busy = this.filter != null && this.filter.isBusy();
		if (this.receiving && !this.demanded && !isReceived() && !busy && this.attempt != null
				&& this.attempt.isWritable()) {
			this.demanded = true;
			this.downstream.demand();
		}
	}

	private void limitCopy() {
		this.replay.dropIfTooLarge();
		if (!this.replay.isComplete()) {
			this.notReplayable.run();
		}
	}

	/**
	 * Flushes once after everything that is being read now.
	 */
	private void scheduleFlush() {
		if (!this.flushScheduled) {
			this.flushScheduled = true;
			this.eventLoop.execute(this);
		}
	}

}
