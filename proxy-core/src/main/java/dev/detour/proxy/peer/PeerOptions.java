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
 * @param maxConnections the most connections at a time that this gateway opens to the
 * peer, positive
 * @param weight the peer's share of its group relative to the others, not negative; zero
 * means that it gets nothing
 * @param priority the tier of its group that the peer belongs to, not negative; the
 * lowest number is used first
 * @since 0.1.0
 */
public record PeerOptions(PeerTimeouts timeouts, @Nullable String hostHeader, int maxConnections, int weight,
		int priority) {

	/**
	 * Default time limits, the client's {@code Host}, any number of connections, weight 1
	 * and priority 0.
	 */
	public static final PeerOptions DEFAULT = new PeerOptions(PeerTimeouts.DEFAULT, null, Integer.MAX_VALUE, 1, 0);

	/**
	 * Checks the options.
	 * @param timeouts the time limits
	 * @param hostHeader the {@code Host} to send
	 * @param maxConnections the most connections at a time
	 * @param weight the share of its group
	 * @param priority the tier of its group
	 */
	public PeerOptions {
		if (hostHeader != null) {
			FieldSyntax.check("Host", hostHeader);
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

	PeerOptions withTimeouts(PeerTimeouts timeouts) {
		return new PeerOptions(timeouts, this.hostHeader, this.maxConnections, this.weight, this.priority);
	}

	PeerOptions withHostHeader(String hostHeader) {
		return new PeerOptions(this.timeouts, hostHeader, this.maxConnections, this.weight, this.priority);
	}

	PeerOptions withMaxConnections(int maxConnections) {
		return new PeerOptions(this.timeouts, this.hostHeader, maxConnections, this.weight, this.priority);
	}

	PeerOptions withWeight(int weight) {
		return new PeerOptions(this.timeouts, this.hostHeader, this.maxConnections, weight, this.priority);
	}

	PeerOptions withPriority(int priority) {
		return new PeerOptions(this.timeouts, this.hostHeader, this.maxConnections, this.weight, priority);
	}

}
