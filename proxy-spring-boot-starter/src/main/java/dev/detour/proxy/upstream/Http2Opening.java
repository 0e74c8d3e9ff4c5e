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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.peer.ConnectionKey;

/**
 * Tells once whether a peer proved to speak HTTP/2.
 */
final class Http2Opening {

	private final ConnectionKey key;

	private final ProtocolMemory memory;

	private final ProtocolSetup.Listener listener;

	private boolean over;

	Http2Opening(ConnectionKey key, ProtocolMemory memory, ProtocolSetup.Listener listener) {
		this.key = key;
		this.memory = memory;
		this.listener = listener;
	}

	boolean isOver() {
		return this.over;
	}

	void succeeded(Http2PeerConnection connection) {
		boolean first = !this.over;
		this.over = true;
		if (first) {
			this.listener.ready(connection);
		}
		connection.capacityChanged();
	}

	void failed(@Nullable Throwable cause) {
		if (!this.over) {
			this.over = true;
			downgrade();
			this.listener.failed(ErrorType.HTTP_VERSION_REFUSED, cause);
		}
	}

	/**
	 * Remembers to speak HTTP/1.1.
	 * @return whether that is allowed
	 */
	boolean downgrade() {
		return this.memory.downgrade(this.key, System.nanoTime());
	}

}
