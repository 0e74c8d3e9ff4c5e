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

import java.time.Duration;

/**
 * How many connections there may be, and how attempts wait when there are that many.
 *
 * @param maxConnections the most connections at a time to all peers together, positive
 * @param maxPending the most attempts that wait at a time; zero means that none does
 * @param pendingTimeout how long an attempt waits, positive
 * @param maxLifetime how long a connection may be used; zero means any time
 * @since 0.1.0
 */
public record ConnectionLimits(int maxConnections, int maxPending, Duration pendingTimeout, Duration maxLifetime) {

	/**
	 * Any number of connections of any age; where a peer has a limit, 1000 attempts wait,
	 * each for 5 s.
	 */
	public static final ConnectionLimits DEFAULT = new ConnectionLimits(Integer.MAX_VALUE, 1000, Duration.ofSeconds(5),
			Duration.ZERO);

	/**
	 * Checks the limits.
	 * @param maxConnections the most connections at a time
	 * @param maxPending the most attempts that wait
	 * @param pendingTimeout how long an attempt waits
	 * @param maxLifetime how long a connection may be used
	 */
	public ConnectionLimits {
		if (maxConnections < 1) {
			throw new IllegalArgumentException("'maxConnections' must be positive, but was " + maxConnections);
		}
		if (maxPending < 0) {
			throw new IllegalArgumentException("'maxPending' must not be negative, but was " + maxPending);
		}
		if (pendingTimeout.isNegative() || pendingTimeout.isZero()) {
			throw new IllegalArgumentException("'pendingTimeout' must be positive, but was " + pendingTimeout);
		}
		if (maxLifetime.isNegative()) {
			throw new IllegalArgumentException("'maxLifetime' must not be negative, but was " + maxLifetime);
		}
	}

}
