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

import java.util.List;

import dev.detour.proxy.peer.PeerAddress;

/**
 * Told what becomes of connections to peers, on their event loops. It must be quick, must
 * not throw, and must be thread-safe.
 * <p>
 * A connection is in use or idle: it begins in use, and each change is told once.
 *
 * @since 0.1.0
 */
public interface UpstreamListener {

	/**
	 * Does nothing.
	 */
	UpstreamListener NONE = new UpstreamListener() {
	};

	/**
	 * Returns a listener that tells others.
	 * @param listeners the others, told in this order
	 * @return the listener
	 */
	static UpstreamListener of(List<UpstreamListener> listeners) {
		return switch (listeners.size()) {
			case 0 -> NONE;
			case 1 -> listeners.get(0);
			default -> new UpstreamListeners(listeners);
		};
	}

	/**
	 * An attempt begins to wait for a connection: one that is being opened, or any that
	 * becomes free.
	 * @param peer the peer's address
	 */
	default void waiting(PeerAddress peer) {
	}

	/**
	 * An attempt no longer waits for a connection, whatever came of it.
	 * @param peer the peer's address
	 */
	default void waited(PeerAddress peer) {
	}

	/**
	 * A connection was opened. It is in use.
	 * @param peer the peer's address
	 * @param nanos the time that it took, TLS included
	 */
	default void opened(PeerAddress peer, long nanos) {
	}

	/**
	 * An attempt uses a connection that has served before, or serves others.
	 * @param peer the peer's address
	 * @param wasIdle whether the connection was idle and is in use from now on
	 */
	default void reused(PeerAddress peer, boolean wasIdle) {
	}

	/**
	 * A connection that was in use is idle.
	 * @param peer the peer's address
	 */
	default void idle(PeerAddress peer) {
	}

	/**
	 * A connection that was opened is closed.
	 * @param peer the peer's address
	 * @param wasIdle whether it was idle
	 */
	default void closed(PeerAddress peer, boolean wasIdle) {
	}

}
