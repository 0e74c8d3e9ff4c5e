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
import java.util.function.Consumer;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.http.BodyChunk;

/**
 * Passes the content of one message through user code, chunk after chunk. What arrives
 * while an answer is awaited waits here; the source should be asked for no more.
 */
final class ContentFilter {

	private final HookRunner runner;

	private final Function<BodyChunk, Answer<BodyChunk>> hook;

	private final Sink sink;

	private final Consumer<Throwable> failed;

	private final Queue<ByteBuf> waiting = new ArrayDeque<>(4);

	private @Nullable HttpHeaders trailers;

	private boolean begun;

	private boolean asking;

	private boolean working;

	private boolean over;

	/**
	 * Creates the filter.
	 * @param runner calls this user code and no other
	 * @param hook the user code
	 * @param sink gets what the user code makes of the content
	 * @param failed told at most once that the user code failed, after which the sink
	 * gets nothing more
	 */
	ContentFilter(HookRunner runner, Function<BodyChunk, Answer<BodyChunk>> hook, Sink sink,
			Consumer<Throwable> failed) {
		this.runner = runner;
		this.hook = hook;
		this.sink = sink;
		this.failed = failed;
	}

	/**
	 * Returns whether an answer is awaited.
	 * @return {@code true} if more content would have to wait
	 */
	boolean isBusy() {
		return this.asking;
	}

	void content(ByteBuf piece) {
		if (this.over) {
			piece.release();
			return;
		}
		this.waiting.add(piece);
		work();
	}

	void end(HttpHeaders trailers) {
		this.trailers = trailers;
		work();
	}

	/**
	 * Drops what waits, and lets the sink have nothing more.
	 */
	void cancel() {
		this.over = true;
		this.waiting.forEach(ByteBuf::release);
		this.waiting.clear();
		this.runner.moveOn();
	}

	private void work() {
		if (this.working) {
			return;
		}
		this.working = true;
		try {
			while (!this.over && !this.asking && (!this.waiting.isEmpty() || this.trailers != null)) {
				ask();
			}
		}
		finally {
			this.working = false;
		}
	}

	private void ask() {
		ByteBuf piece = this.waiting.poll();
		BodyChunk chunk = BodyChunk.of(take(piece), !this.begun, piece == null);
		this.begun = true;
		this.asking = true;
		this.runner.call(() -> this.hook.apply(chunk), (answer) -> answered((answer != null) ? answer : chunk, chunk),
				(ex) -> {
					cancel();
					this.failed.accept(ex);
				});
	}

	private static byte[] take(@Nullable ByteBuf piece) {
		if (piece == null) {
			return new byte[0];
		}
		try {
			// The filter's own: it may keep them for as long as it likes.
			return ByteBufUtil.getBytes(piece);
		}
		finally {
			piece.release();
		}
	}

	private void answered(BodyChunk answer, BodyChunk asked) {
		this.asking = false;
		byte[] bytes = answer.bytes();
		if (bytes.length > 0) {
			this.sink.filtered(Unpooled.wrappedBuffer(bytes));
		}
		HttpHeaders trailers = this.trailers;
		if (asked.isLast() && trailers != null) {
			this.over = true;
			this.sink.filteredEnd(trailers);
			return;
		}
		if (!this.working) {
			work();
			if (!this.over) {
				this.sink.filteredLater();
			}
		}
	}

	/**
	 * Where filtered content goes.
	 */
	interface Sink {

		/**
		 * Gets content.
		 * @param content the content, to be released by the sink
		 */
		void filtered(ByteBuf content);

		/**
		 * Told that there was content whose answer came later: a good moment to flush,
		 * and, if the filter is not busy, to ask the source for more.
		 */
		void filteredLater();

		/**
		 * Told that the content is complete.
		 * @param trailers the trailer fields, empty if there are none
		 */
		void filteredEnd(HttpHeaders trailers);

	}

}
