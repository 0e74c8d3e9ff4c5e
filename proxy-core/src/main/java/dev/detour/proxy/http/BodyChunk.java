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

package dev.detour.proxy.http;

/**
 * A piece of the content of a message, as a filter gets it and gives it back. The content
 * is as it is on the wire: whole messages may come in one piece or in many, and what is
 * compressed stays so.
 * <p>
 * Whoever has a chunk owns its bytes: a filter may keep or change those that it got, and
 * must leave alone those that it has returned.
 *
 * @since 0.1.0
 */
public final class BodyChunk {

	private static final byte[] NOTHING = {};

	private final byte[] bytes;

	private final boolean first;

	private final boolean last;

	private BodyChunk(byte[] bytes, boolean first, boolean last) {
		this.bytes = bytes;
		this.first = first;
		this.last = last;
	}

	/**
	 * Returns a chunk.
	 * @param bytes the content, not copied
	 * @param first whether the content begins with it
	 * @param last whether the content is complete with it
	 * @return the chunk
	 */
	public static BodyChunk of(byte[] bytes, boolean first, boolean last) {
		return new BodyChunk(bytes, first, last);
	}

	/**
	 * Returns this chunk with other content, of any size.
	 * @param bytes the content, not copied
	 * @return the chunk
	 */
	public BodyChunk withBytes(byte[] bytes) {
		return new BodyChunk(bytes, this.first, this.last);
	}

	/**
	 * Returns this chunk without its content, to drop it or to hold it back.
	 * @return the chunk
	 */
	public BodyChunk withoutBytes() {
		return withBytes(NOTHING);
	}

	/**
	 * Returns the content.
	 * @return the content itself and not a copy; empty for a last chunk that only tells
	 * the end
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Returns whether the content begins with this chunk. A request that is sent again
	 * begins again.
	 * @return {@code true} once for each message
	 */
	public boolean isFirst() {
		return this.first;
	}

	/**
	 * Returns whether the content is complete with this chunk: after it comes none.
	 * @return {@code true} at most once for each message
	 */
	public boolean isLast() {
		return this.last;
	}

	@Override
	public String toString() {
		return "BodyChunk[" + this.bytes.length + " bytes" + (this.last ? ", last]" : "]");
	}

}
