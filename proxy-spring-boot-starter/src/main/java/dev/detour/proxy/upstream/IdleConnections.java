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

import dev.detour.proxy.peer.ConnectionKey;

/**
 * The unused connections of all event loops.
 */
interface IdleConnections {

	/**
	 * Has an event loop offer one connection of this kind, if there is one.
	 * @param key what the connection must be
	 */
	void offerOne(ConnectionKey key);

	/**
	 * Has an event loop offer any connection, if there is one.
	 */
	void offerAny();

	/**
	 * Ends connections with streams that carry none, and that are of no use to those who
	 * wait.
	 */
	void endUnneeded();

	/**
	 * Closes a connection.
	 * @param connection the connection, in nobody's hands
	 */
	void close(PeerConnection connection);

}
