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
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Connections with the same key, the last used one last.
 */
final class ConnectionStack {

	private final Deque<PeerConnection> connections = new ArrayDeque<>();

	private volatile int idle;

	@Nullable PeerConnection peek() {
		return this.connections.peekLast();
	}

	void add(PeerConnection connection) {
		this.connections.addLast(connection);
		if (connection.isMovable()) {
			this.idle = this.idle + 1;
		}
	}

	void remove(PeerConnection connection) {
		if (this.connections.removeLastOccurrence(connection) && connection.isMovable()) {
			this.idle = this.idle - 1;
		}
	}

	@Nullable PeerConnection takeIdle(Predicate<PeerConnection> condition) {
		Iterator<PeerConnection> youngestFirst = this.connections.descendingIterator();
		while (youngestFirst.hasNext()) {
			PeerConnection connection = youngestFirst.next();
			if (connection.isMovable() && connection.capacity() > 0 && condition.test(connection)) {
				remove(connection);
				return connection;
			}
		}
		return null;
	}

	boolean isEmpty() {
		return this.connections.isEmpty();
	}

	List<PeerConnection> all() {
		return List.copyOf(this.connections);
	}

	/**
	 * Returns how many are unused and can move. May be called by any thread.
	 * @return the number of connections
	 */
	int idle() {
		return this.idle;
	}

}
