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

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * Passes the response of one attempt on. Until the response is accepted its content waits
 * here, and reading stops; after that it goes as fast as the client takes it.
 */
final class ResponseRelay implements ContentFilter.Sink {

	private final Downstream downstream;

	private final UpstreamAttempt attempt;

	private final IntConsumer sent;

	private final Runnable completed;

	private @Nullable Queue<ByteBuf> waiting;

	private @Nullable ContentFilter filter;

	private @Nullable HttpHeaders trailers;

	private boolean open;

	private boolean late;

	private boolean paused;

	ResponseRelay(Downstream downstream, UpstreamAttempt attempt, IntConsumer sent, Runnable completed) {
		this.downstream = downstream;
		this.attempt = attempt;
		this.sent = sent;
		this.completed = completed;
	}

	/**
	 * Commits the response and passes on what waits.
	 * @param head the head
	 * @param filter what the content goes through on its way to the client, or
	 * {@code null}
	 */
	void open(HttpResponse head, @Nullable ContentFilter filter) {
		this.open = true;
		this.filter = filter;
		this.downstream.commit(head);
		Queue<ByteBuf> waiting = this.waiting;
		if (waiting != null) {
			this.waiting = null;
			waiting.forEach(this::pass);
		}
		boolean busy = isBusy();
		if ((waiting != null || this.late) && (this.trailers == null || busy)) {
			this.downstream.flush();
		}
		if (this.trailers != null) {
			passEnd(this.trailers);
		}
		else if (this.paused) {
			writable();
		}
	}

	/**
	 * Hands what waits to a tunnel, which takes over.
	 * @param tunnel the tunnel
	 */
	void handOver(Tunnel tunnel) {
		Queue<ByteBuf> waiting = this.waiting;
		if (waiting != null) {
			this.waiting = null;
			waiting.forEach(tunnel::peerContent);
		}
		tunnel.begin(this.paused);
		if (this.trailers != null) {
			tunnel.peerEnd();
		}
	}

	void content(ByteBuf piece) {
		if (this.open) {
			pass(piece);
			if (isBusy() || !this.downstream.isWritable()) {
				pause();
			}
			return;
		}
		if (this.waiting == null) {
			this.waiting = new ArrayDeque<>();
		}
		this.waiting.add(piece);
		pause();
	}

	void end(HttpHeaders trailers) {
		if (this.open) {
			passEnd(trailers);
		}
		else {
			this.trailers = trailers;
		}
	}

	void readComplete() {
		if (this.open) {
			this.downstream.flush();
		}
		else {
			// The head was read before: nothing else may come that would flush it.
			this.late = true;
		}
	}

	/**
	 * The client takes content again.
	 */
	void writable() {
		if (this.open && this.paused && !isBusy() && this.downstream.isWritable()) {
			this.paused = false;
			this.attempt.setReading(true);
		}
	}

	void discard() {
		if (this.filter != null) {
			this.filter.cancel();
		}
		if (this.waiting != null) {
			this.waiting.forEach(ByteBuf::release);
			this.waiting = null;
		}
	}

	private void pause() {
		if (!this.paused) {
			this.paused = true;
			this.attempt.setReading(false);
		}
	}

	private boolean isBusy() {
		return this.filter != null && this.filter.isBusy();
	}

	private void pass(ByteBuf piece) {
		if (this.filter != null) {
			this.filter.content(piece);
		}
		else {
			filtered(piece);
		}
	}

	private void passEnd(HttpHeaders trailers) {
		if (this.filter != null) {
			this.filter.end(trailers);
		}
		else {
			filteredEnd(trailers);
		}
	}

	@Override
	public void filtered(ByteBuf content) {
		this.sent.accept(content.readableBytes());
		this.downstream.write(content);
	}

	@Override
	public void filteredLater() {
		this.downstream.flush();
		writable();
	}

	@Override
	public void filteredEnd(HttpHeaders trailers) {
		this.downstream.end(trailers);
		this.completed.run();
	}

}
