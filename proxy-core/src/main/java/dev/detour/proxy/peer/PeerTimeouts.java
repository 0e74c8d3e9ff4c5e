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

import java.time.Duration;

/**
 * Time limits towards a peer.
 *
 * @param connect for the TCP connection, also the limit for resolving the name
 * @param totalConnect for the connection ready to use: resolving, TCP and TLS
 * @param read between reads while a response is due
 * @param write for the socket to take up what was written
 * @param idle how long an unused connection is kept; zero means that connections are not
 * pooled
 * @since 0.1.0
 */
public record PeerTimeouts(Duration connect, Duration totalConnect, Duration read, Duration write, Duration idle) {

	/**
	 * Connect 1 s, with TLS 3 s, read and write 60 s, idle 30 s.
	 */
	public static final PeerTimeouts DEFAULT = new PeerTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(3),
			Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30));

	/**
	 * Checks the limits.
	 * @param connect for the TCP connection
	 * @param totalConnect for the connection ready to use
	 * @param read between reads
	 * @param write for the socket to take up what was written
	 * @param idle how long an unused connection is kept
	 */
	public PeerTimeouts {
		positive("connect", connect);
		positive("totalConnect", totalConnect);
		positive("read", read);
		positive("write", write);
		if (idle.isNegative()) {
			throw new IllegalArgumentException("'idle' must not be negative, but was " + idle);
		}
	}

	/**
	 * Sets the limit for the TCP connection.
	 * @param timeout the limit, positive
	 * @return a new value
	 */
	public PeerTimeouts withConnect(Duration timeout) {
		return new PeerTimeouts(timeout, this.totalConnect, this.read, this.write, this.idle);
	}

	/**
	 * Sets the limit for the connection ready to use.
	 * @param timeout the limit, positive
	 * @return a new value
	 */
	public PeerTimeouts withTotalConnect(Duration timeout) {
		return new PeerTimeouts(this.connect, timeout, this.read, this.write, this.idle);
	}

	/**
	 * Sets the limit for the time between reads.
	 * @param timeout the limit, positive
	 * @return a new value
	 */
	public PeerTimeouts withRead(Duration timeout) {
		return new PeerTimeouts(this.connect, this.totalConnect, timeout, this.write, this.idle);
	}

	/**
	 * Sets the limit for the socket to take up what was written.
	 * @param timeout the limit, positive
	 * @return a new value
	 */
	public PeerTimeouts withWrite(Duration timeout) {
		return new PeerTimeouts(this.connect, this.totalConnect, this.read, timeout, this.idle);
	}

	/**
	 * Sets how long an unused connection is kept.
	 * @param timeout the time, not negative
	 * @return a new value
	 */
	public PeerTimeouts withIdle(Duration timeout) {
		return new PeerTimeouts(this.connect, this.totalConnect, this.read, this.write, timeout);
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'" + name + "' must be positive, but was " + value);
		}
	}

}
