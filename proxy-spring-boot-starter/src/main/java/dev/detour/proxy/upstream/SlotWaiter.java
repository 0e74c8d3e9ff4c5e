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

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;

/**
 * Who asks for a connection. Called by any thread: it must hand over to its own.
 */
abstract class SlotWaiter {

	private final ConnectionKey key;

	private final ConnectionChoice choice;

	private final int maxConnections;

	/**
	 * The place in the queue, which only the queue looks at.
	 */
	private long number;

	SlotWaiter(Peer peer, ConnectionChoice choice) {
		this.key = peer.connectionKey();
		this.choice = choice;
		this.maxConnections = peer.options().maxConnections();
	}

	final ConnectionKey key() {
		return this.key;
	}

	final ConnectionChoice choice() {
		return this.choice;
	}

	final int maxConnections() {
		return this.maxConnections;
	}

	final long number() {
		return this.number;
	}

	final void number(long number) {
		this.number = number;
	}

	/**
	 * Returns whether connections of an event loop that carry many attempts are of use.
	 * @param pool the pool of that event loop
	 * @return {@code true} if they are, as soon as they can carry one more
	 */
	abstract boolean canShare(LoopPool pool);

	/**
	 * A connection may be opened.
	 * @param slot to be released when the connection is closed, or was not opened
	 */
	abstract void granted(Slot slot);

	/**
	 * A connection is free. It still belongs to its own event loop.
	 * @param connection the connection
	 */
	abstract void offered(PeerConnection connection);

	/**
	 * Too many wait already.
	 */
	abstract void refused();

}
