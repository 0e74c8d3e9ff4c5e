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

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.policy.MirrorDrop;

/**
 * Content that waits until the peer of a mirrored request takes it. Owns its buffers
 * until they are taken or it is cleared.
 */
final class MirrorBuffer {

	private final Mirrors memory;

	private final long limit;

	private final Queue<ByteBuf> pieces = new ArrayDeque<>(4);

	private long size;

	MirrorBuffer(Mirrors memory, long limit) {
		this.memory = memory;
		this.limit = limit;
	}

	/**
	 * Adds a piece.
	 * @param piece the piece, retained by this if it is added
	 * @return why it was not, or {@code null} if it was
	 */
	@Nullable MirrorDrop add(ByteBuf piece) {
		int bytes = piece.readableBytes();
		if (this.size + bytes > this.limit) {
			return MirrorDrop.BUFFER_FULL;
		}
		if (!this.memory.reserve(bytes)) {
			return MirrorDrop.MEMORY_FULL;
		}
		this.size += bytes;
		this.pieces.add(piece.retainedDuplicate());
		return null;
	}

	boolean isEmpty() {
		return this.pieces.isEmpty();
	}

	/**
	 * Takes the oldest piece.
	 * @return the piece, to be released by the caller
	 */
	ByteBuf take() {
		ByteBuf piece = this.pieces.remove();
		this.size -= piece.readableBytes();
		this.memory.release(piece.readableBytes());
		return piece;
	}

	void clear() {
		this.memory.release(this.size);
		this.size = 0;
		this.pieces.forEach(ByteBuf::release);
		this.pieces.clear();
	}

}
