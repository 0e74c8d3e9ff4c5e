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

package dev.detour.proxy.peer;

import java.nio.charset.StandardCharsets;

/**
 * Where a peer is.
 *
 * @since 0.1.0
 */
public sealed interface PeerAddress {

	/**
	 * Returns an address on the network.
	 * @param host the host name, or an IP literal without brackets
	 * @param port the port, 1 to 65535
	 * @return the address
	 * @throws IllegalArgumentException if the host is no host or the port out of range
	 */
	static Inet of(String host, int port) {
		return new Inet(host, port);
	}

	/**
	 * A host and a port. A name is resolved for every connection that is opened.
	 *
	 * @param host the host name, or an IP literal without brackets
	 * @param port the port, 1 to 65535
	 */
	record Inet(String host, int port) implements PeerAddress {

		/**
		 * Checks the parts.
		 * @param host the host name, or an IP literal without brackets
		 * @param port the port, 1 to 65535
		 */
		public Inet {
			if (host.isBlank()) {
				throw new IllegalArgumentException("'host' must not be blank");
			}
			if (!host.chars().allMatch(Inet::isHostCharacter)) {
				throw new IllegalArgumentException(
						"'host' must be a host name or an IP literal without brackets, but was '" + host + "'");
			}
			if (port < 1 || port > 65535) {
				throw new IllegalArgumentException("'port' must be from 1 to 65535, but was " + port);
			}
		}

		private static boolean isHostCharacter(int c) {
			return !Character.isWhitespace(c) && !Character.isISOControl(c) && "[]/\\?#@".indexOf(c) < 0;
		}

		/**
		 * Returns the address as in a URI: an IPv6 literal in brackets.
		 * @return host, colon and port
		 */
		@Override
		public String toString() {
			return ((this.host.indexOf(':') < 0) ? this.host : "[" + this.host + "]") + ":" + this.port;
		}

	}

	/**
	 * A Unix domain socket.
	 *
	 * @param path the absolute path of the socket
	 */
	record Unix(String path) implements PeerAddress {

		/**
		 * The longest path that every system takes ({@code sun_path}, less its end).
		 */
		private static final int MAX_LENGTH = 103;

		/**
		 * Checks the path.
		 * @param path the absolute path of the socket
		 */
		public Unix {
			if (!path.startsWith("/") || path.chars().anyMatch(Character::isISOControl)) {
				throw new IllegalArgumentException("'path' must be an absolute path, but was '" + path + "'");
			}
			if (path.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
				throw new IllegalArgumentException(
						"'path' must have at most " + MAX_LENGTH + " bytes, but was '" + path + "'");
			}
		}

		@Override
		public String toString() {
			return this.path;
		}

	}

}
