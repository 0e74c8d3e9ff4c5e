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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.ConnectionKey;

/**
 * The connections of one event loop that can carry more attempts, last in first out:
 * those that are not needed grow old and expire. Used on its event loop only, so it needs
 * no lock.
 */
final class LoopPool {

	/**
	 * How long ago a connection may have been used to count as recent.
	 */
	private static final long RECENT_NANOS = 1_000_000_000L;

	private final Map<ConnectionKey, Deque<PeerConnection>> idle = new HashMap<>();

	/**
	 * Finds a connection, and takes it out of the pool if one more attempt is all it can
	 * carry.
	 * @param key what the connection must be
	 * @param choice which connection may be used
	 * @return the connection, or {@code null} if a new one is needed
	 */
	@Nullable PeerConnection acquire(ConnectionKey key, ConnectionChoice choice) {
		Deque<PeerConnection> connections = this.idle.get(key);
		if (connections == null || choice == ConnectionChoice.FRESH) {
			return null;
		}
		PeerConnection connection = connections.peekLast();
		while (connection != null && connection.capacity() == 0) {
			connections.pollLast();
			connection = connections.peekLast();
		}
		if (connection == null
				|| (choice == ConnectionChoice.RECENT && System.nanoTime() - connection.idleSince() > RECENT_NANOS)) {
			return null;
		}
		if (connection.capacity() == 1) {
			connections.pollLast();
		}
		return connection;
	}

	/**
	 * Takes a connection in that can carry attempts, and is not in here.
	 * @param connection the connection
	 */
	void release(PeerConnection connection) {
		this.idle.computeIfAbsent(connection.key(), (key) -> new ArrayDeque<>()).addLast(connection);
	}

	/**
	 * Forgets a connection that cannot carry attempts any more.
	 * @param connection the connection
	 */
	void remove(PeerConnection connection) {
		Deque<PeerConnection> connections = this.idle.get(connection.key());
		if (connections != null) {
			connections.remove(connection);
			if (connections.isEmpty()) {
				this.idle.remove(connection.key());
			}
		}
	}

}
