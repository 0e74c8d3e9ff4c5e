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

import dev.detour.proxy.peer.ConnectionKey;

/**
 * A connection to a peer that carries attempts: one at a time over HTTP/1.1, several at a
 * time over HTTP/2. Used on its event loop only. It tells its pool when it can carry
 * attempts again, and when it never can.
 */
interface PeerConnection {

	/**
	 * Returns the channel.
	 * @return the channel
	 */
	Channel channel();

	/**
	 * Returns what the connection is, and since when it carries nothing.
	 * @return its use
	 */
	ConnectionUse use();

	/**
	 * Returns what the connection is.
	 * @return the key
	 */
	default ConnectionKey key() {
		return use().key();
	}

	/**
	 * Returns since when the connection carries nothing; of no meaning while it does.
	 * @return the time, as of {@link System#nanoTime()}
	 */
	default long idleSince() {
		return use().idleSince();
	}

	/**
	 * Returns whether the connection carries nothing and can go over to another event
	 * loop. While it is in a pool, the answer stays the same.
	 * @return {@code true} if it can
	 */
	boolean isMovable();

	/**
	 * Goes over to another event loop. Only called if it {@linkplain #isMovable() can},
	 * while it is in nobody's hands.
	 * @param target the pool of the other event loop
	 * @param arrived run there; the connection may be closed by then
	 */
	default void moveTo(LoopPool target, Runnable arrived) {
		throw new IllegalStateException("The connection stays where it is");
	}

	/**
	 * Returns how many more attempts the connection can carry now.
	 * @return one or zero over HTTP/1.1; over HTTP/2 what the peer allows, less what is
	 * open
	 */
	int capacity();

	/**
	 * Takes an attempt on. Only called while there is capacity.
	 * @param attempt the attempt
	 * @param reused whether the connection has served before
	 * @return what carries the attempt
	 */
	AttemptStream carry(PeerAttempt attempt, boolean reused);

	/**
	 * Carries no more attempts, and closes as soon as it carries none.
	 */
	default void retire() {
		if (isUnused()) {
			close();
		}
	}

	/**
	 * Returns whether it carries nothing.
	 * @return {@code true} if it does not
	 */
	default boolean isUnused() {
		return isMovable();
	}

	/**
	 * Closes the connection, without a word to the pool.
	 */
	void close();

}
