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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;

/**
 * The copy of request content that was read so far, kept so that another attempt can send
 * it. Owns its buffers until it is dropped.
 */
final class ReplayBuffer {

	private final ReplayMemory memory;

	private final List<ByteBuf> pieces = new ArrayList<>();

	private long size;

	private boolean dropped;

	ReplayBuffer(ReplayMemory memory) {
		this.memory = memory;
	}

	/**
	 * Keeps a piece.
	 * @param piece the piece, retained by this unless the buffer was dropped
	 */
	void keep(ByteBuf piece) {
		if (!this.dropped) {
			this.size += piece.readableBytes();
			this.memory.reserve(piece.readableBytes());
			this.pieces.add(piece.retainedDuplicate());
		}
	}

	/**
	 * Returns whether the copy is complete.
	 * @return {@code false} after it was dropped
	 */
	boolean isComplete() {
		return !this.dropped;
	}

	/**
	 * Drops the copy if it takes more memory than it may.
	 */
	void dropIfTooLarge() {
		if (this.size > this.memory.perExchange() || (this.size > 0 && this.memory.isExhausted())) {
			drop();
		}
	}

	/**
	 * Hands duplicates of all pieces to the consumer, in order.
	 * @param consumer takes ownership of each
	 */
	void replay(Consumer<ByteBuf> consumer) {
		for (ByteBuf piece : this.pieces) {
			consumer.accept(piece.retainedDuplicate());
		}
	}

	void drop() {
		this.dropped = true;
		if (this.size > 0) {
			// All exchanges of all event loops count in there: no need to, most of the
			// time.
			this.memory.release(this.size);
			this.size = 0;
		}
		this.pieces.forEach(ByteBuf::release);
		this.pieces.clear();
	}

}
