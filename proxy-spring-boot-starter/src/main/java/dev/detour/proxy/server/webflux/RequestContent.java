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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBuffer;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

import dev.detour.proxy.http.Headers;

/**
 * Takes the content of a request from WebFlux and the filters, on whichever thread they
 * deliver it, and checks that it is as long as its head says: what is not would be taken
 * for another request by the peer.
 */
final class RequestContent implements CoreSubscriber<DataBuffer> {

	private final Receiver receiver;

	private final EventLoop eventLoop;

	private final Context context;

	private long left;

	private @Nullable Subscription subscription;

	private long demand;

	private boolean empty = true;

	private boolean over;

	/**
	 * Creates the content.
	 * @param receiver gets it
	 * @param eventLoop the event loop on which the receiver lives
	 * @param context the context of the exchange
	 * @param headers the header fields of the request, which say in one way how long it
	 * is
	 */
	RequestContent(Receiver receiver, EventLoop eventLoop, Context context, Headers headers) {
		this.receiver = receiver;
		this.eventLoop = eventLoop;
		this.context = context;
		String length = headers.first("Content-Length");
		boolean known = length != null && !headers.contains("Transfer-Encoding");
		this.left = known ? Long.parseLong(length) : Long.MAX_VALUE;
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	/**
	 * Returns whether nothing came so far.
	 * @return {@code true} if nothing did
	 */
	boolean isEmpty() {
		return this.empty;
	}

	/**
	 * Asks for one more piece.
	 */
	void demand() {
		if (this.subscription != null) {
			this.subscription.request(1);
		}
		else {
			this.demand++;
		}
	}

	/**
	 * Takes no more content. A content that is complete does not mind.
	 */
	void cancel() {
		if (!this.over) {
			this.over = true;
			if (this.subscription != null) {
				this.subscription.cancel();
			}
		}
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		run(() -> {
			this.subscription = subscription;
			if (this.over) {
				subscription.cancel();
			}
			else if (this.demand > 0) {
				subscription.request(this.demand);
			}
		});
	}

	@Override
	public void onNext(DataBuffer buffer) {
		run(() -> next(buffer));
	}

	private void next(DataBuffer buffer) {
		if (this.over) {
			DataBufferUtils.release(buffer);
			return;
		}
		ByteBuf piece = byteBuf(buffer);
		if (piece.readableBytes() > this.left) {
			piece.release();
			cancel();
			this.receiver.failed(new IllegalStateException("The content is longer than its Content-Length"));
			return;
		}
		this.empty &= !piece.isReadable();
		if (this.left != Long.MAX_VALUE) {
			this.left -= piece.readableBytes();
		}
		this.receiver.content(piece);
	}

	@Override
	public void onError(Throwable ex) {
		run(() -> {
			if (!this.over) {
				this.over = true;
				this.receiver.failed(ex);
			}
		});
	}

	@Override
	public void onComplete() {
		run(() -> {
			if (this.over) {
				return;
			}
			this.over = true;
			if (this.left != 0 && this.left != Long.MAX_VALUE) {
				this.receiver.failed(new IllegalStateException("The content is shorter than its Content-Length"));
			}
			else {
				this.receiver.complete();
			}
		});
	}

	private void run(Runnable task) {
		run(this.eventLoop, task);
	}

	/**
	 * Does something on an event loop, at once if this is it.
	 * @param eventLoop the event loop
	 * @param task what to do
	 */
	static void run(EventLoop eventLoop, Runnable task) {
		if (eventLoop.inEventLoop()) {
			task.run();
		}
		else {
			eventLoop.execute(task);
		}
	}

	/**
	 * Turns a buffer around, without copying and without a reference of its own.
	 * @param buffer the buffer
	 * @return the same buffer to Netty
	 */
	private static ByteBuf byteBuf(DataBuffer buffer) {
		if (buffer instanceof NettyDataBuffer netty) {
			return netty.getNativeBuffer();
		}
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return Unpooled.wrappedBuffer(bytes);
	}

	/**
	 * Gets the content on its event loop. After the first other signal comes none.
	 */
	interface Receiver {

		/**
		 * Gets a piece.
		 * @param piece the piece, to be released by the receiver
		 */
		void content(ByteBuf piece);

		/**
		 * Told that the content is complete.
		 */
		void complete();

		/**
		 * Told that there will be no more though the content is not complete.
		 * @param cause the exception
		 */
		void failed(Throwable cause);

	}

}
