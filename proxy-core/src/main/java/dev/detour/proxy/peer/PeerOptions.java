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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.FieldSyntax;

/**
 * How a peer is used. Connections are shared no matter what is in here.
 *
 * @param timeouts the time limits
 * @param hostHeader the {@code Host} to send, or {@code null} to keep the client's
 * @param knownAs host and port by which the peer is known, or {@code null} if that is its
 * address
 * @param maxConnections the most connections at a time that this gateway opens to the
 * peer, positive
 * @param weight the peer's share of its group relative to the others, not negative; zero
 * means that it gets nothing
 * @param priority the tier of its group that the peer belongs to, not negative; the
 * lowest number is used first
 * @since 0.1.0
 */
public record PeerOptions(PeerTimeouts timeouts, @Nullable String hostHeader, @Nullable String knownAs,
		int maxConnections, int weight, int priority) {

	/**
	 * Default time limits, the client's {@code Host}, any number of connections, weight 1
	 * and priority 0.
	 */
	public static final PeerOptions DEFAULT = new PeerOptions(PeerTimeouts.DEFAULT, null, null, Integer.MAX_VALUE, 1,
			0);

	/**
	 * Checks the options.
	 * @param timeouts the time limits
	 * @param hostHeader the {@code Host} to send
	 * @param knownAs host and port by which the peer is known
	 * @param maxConnections the most connections at a time
	 * @param weight the share of its group
	 * @param priority the tier of its group
	 */
	public PeerOptions {
		if (hostHeader != null) {
			FieldSyntax.check("Host", hostHeader);
		}
		if (knownAs != null) {
			FieldSyntax.check("Host", knownAs);
		}
		if (maxConnections < 1) {
			throw new IllegalArgumentException("'maxConnections' must be positive, but was " + maxConnections);
		}
		if (weight < 0) {
			throw new IllegalArgumentException("'weight' must not be negative, but was " + weight);
		}
		if (priority < 0) {
			throw new IllegalArgumentException("'priority' must not be negative, but was " + priority);
		}
	}

	/**
	 * Sets by what host and port the peer is known, where its address is one of several
	 * that a name stands for.
	 * @param authority host and port
	 * @return new options
	 */
	public PeerOptions withKnownAs(String authority) {
		return new PeerOptions(this.timeouts, this.hostHeader, authority, this.maxConnections, this.weight,
				this.priority);
	}

	/**
	 * Returns what to send as {@code Host} if nobody says otherwise: the client sent
	 * none, or the gateway asks on its own account.
	 * @param key the key of the peer
	 * @return host and port by which the peer is known, else those of its address
	 */
	public String ownHost(ConnectionKey key) {
		return (this.knownAs != null) ? this.knownAs : key.authority();
	}

	PeerOptions withTimeouts(PeerTimeouts timeouts) {
		return new PeerOptions(timeouts, this.hostHeader, this.knownAs, this.maxConnections, this.weight,
				this.priority);
	}

	PeerOptions withHostHeader(String hostHeader) {
		return new PeerOptions(this.timeouts, hostHeader, this.knownAs, this.maxConnections, this.weight,
				this.priority);
	}

	PeerOptions withMaxConnections(int maxConnections) {
		return new PeerOptions(this.timeouts, this.hostHeader, this.knownAs, maxConnections, this.weight,
				this.priority);
	}

	PeerOptions withWeight(int weight) {
		return new PeerOptions(this.timeouts, this.hostHeader, this.knownAs, this.maxConnections, weight,
				this.priority);
	}

	PeerOptions withPriority(int priority) {
		return new PeerOptions(this.timeouts, this.hostHeader, this.knownAs, this.maxConnections, this.weight,
				priority);
	}

}
