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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Protocols;

/**
 * Remembers for a while which peers that may be spoken to in HTTP/2 do not speak it, or
 * not well, so that not every connection has to find out. Shared by all event loops.
 */
final class ProtocolMemory {

	static final long KEEP_NANOS = TimeUnit.MINUTES.toNanos(5);

	/**
	 * Keys come from user code, which may make up any number of them.
	 */
	private static final int MAX_KEYS = 10_000;

	private final Map<ConnectionKey, Long> downgraded = new ConcurrentHashMap<>();

	/**
	 * Returns what to speak, or to negotiate, on a new connection.
	 * @param key what the connection is
	 * @param now the time
	 * @return the versions
	 */
	Protocols protocols(ConnectionKey key, long now) {
		if (key.protocols() != Protocols.HTTP_2_OR_1_1) {
			return key.protocols();
		}
		Long since = this.downgraded.get(key);
		if (since == null) {
			return key.protocols();
		}
		if (now - since < KEEP_NANOS) {
			return Protocols.HTTP_1_1;
		}
		this.downgraded.remove(key, since);
		return key.protocols();
	}

	/**
	 * Notes that a peer has to be spoken to in HTTP/1.1.
	 * @param key what the connection is
	 * @param now the time
	 * @return whether that is allowed for this peer
	 */
	boolean downgrade(ConnectionKey key, long now) {
		if (key.protocols() != Protocols.HTTP_2_OR_1_1) {
			return false;
		}
		if (this.downgraded.size() >= MAX_KEYS) {
			this.downgraded.clear();
		}
		this.downgraded.put(key, now);
		return true;
	}

}
