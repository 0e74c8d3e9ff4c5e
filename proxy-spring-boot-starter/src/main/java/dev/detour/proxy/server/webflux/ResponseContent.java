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

package dev.detour.proxy.server.webflux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The content of a response as WebFlux wants it. Begins with an empty buffer, since
 * WebFlux holds the head back until there is a first one. Used on the event loop of the
 * exchange, wherever its subscriber is.
 */
final class ResponseContent extends Flux<DataBuffer> implements Subscription {

	private final EventLoop eventLoop;

	private final NettyDataBufferFactory buffers;

	private final Runnable wanted;

	private final Deque<ByteBuf> queue = new ArrayDeque<>();

	private final AtomicBoolean subscribed = new AtomicBoolean();

	private volatile @Nullable CoreSubscriber<? super DataBuffer> subscriber;

	private long demand;

	private boolean draining;

	private boolean complete;

	private boolean over;

	/**
	 * Creates the content.
	 * @param eventLoop the event loop of the exchange
	 * @param buffers wraps the buffers
	 * @param wanted called when more is wanted
	 */
	ResponseContent(EventLoop eventLoop, NettyDataBufferFactory buffers, Runnable wanted) {
		this.eventLoop = eventLoop;
		this.buffers = buffers;
		this.wanted = wanted;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> subscriber) {
		if (!this.subscribed.compareAndSet(false, true)) {
			Operators.error(subscriber, new IllegalStateException("The content can be had once only"));
			return;
		}
		this.subscriber = subscriber;
		subscriber.onSubscribe(this);
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	/**
	 * Takes all of the content, in place of a subscriber.
	 * @return the content
	 */
	DataBuffer takeAll() {
		ByteBuf[] pieces = this.queue.toArray(ByteBuf[]::new);
		this.queue.clear();
		return this.buffers.wrap((pieces.length == 1) ? pieces[0] : Unpooled.wrappedBuffer(pieces.length, pieces));
	}

	/**
	 * Begins to give the content to a subscriber.
	 * @return this content
	 */
	ResponseContent begin() {
		this.queue.addFirst(Unpooled.EMPTY_BUFFER);
		return this;
	}

	/**
	 * Returns whether more content would go on at once.
	 * @return {@code true} if it would
	 */
	boolean isWanted() {
		return this.demand > 0 && this.queue.isEmpty();
	}

	void add(ByteBuf piece) {
		if (this.over) {
			piece.release();
			return;
		}
		this.queue.add(piece);
		drain();
	}

	void complete() {
		this.complete = true;
		drain();
	}

	@Override
	public void request(long n) {
		if (this.eventLoop.inEventLoop()) {
			requested(n);
		}
		else {
			this.eventLoop.execute(() -> requested(n));
		}
	}

	private void requested(long n) {
		this.demand = Operators.addCap(this.demand, n);
		drain();
		if (isWanted() && !this.over) {
			this.wanted.run();
		}
	}

	@Override
	public void cancel() {
		if (this.eventLoop.inEventLoop()) {
			discard();
		}
		else {
			this.eventLoop.execute(this::discard);
		}
	}

	private void discard() {
		this.over = true;
		this.queue.forEach(ByteBuf::release);
		this.queue.clear();
	}

	private void drain() {
		CoreSubscriber<? super DataBuffer> subscriber = this.subscriber;
		if (subscriber == null || this.draining) {
			return;
		}
		this.draining = true;
		try {
			while (this.demand > 0 && !this.queue.isEmpty()) {
				this.demand--;
				subscriber.onNext(this.buffers.wrap(this.queue.remove()));
			}
			if (this.complete && this.queue.isEmpty() && !this.over) {
				this.over = true;
				subscriber.onComplete();
			}
		}
		finally {
			this.draining = false;
		}
	}

}
