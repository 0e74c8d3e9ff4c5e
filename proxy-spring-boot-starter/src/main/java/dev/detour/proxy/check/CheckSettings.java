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

package dev.detour.proxy.check;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How the peers of a group are checked. An immutable value.
 *
 * @param probe what is asked of a peer
 * @param interval the time between two checks of a peer
 * @param jitter the largest share of the interval that chance adds or takes away
 * @param timeout the time limit for a check
 * @param port the port to check, or {@code null} for that of the peer
 * @since 0.1.0
 */
public record CheckSettings(Probe probe, Duration interval, double jitter, Duration timeout, @Nullable Integer port) {

	/**
	 * Checks the settings.
	 * @param probe what is asked of a peer
	 * @param interval the time between two checks
	 * @param jitter the share that chance adds or takes away
	 * @param timeout the time limit
	 * @param port the port to check
	 */
	public CheckSettings {
		if (interval.isNegative() || interval.isZero()) {
			throw new IllegalArgumentException("'interval' must be positive, but was " + interval);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("'jitter' must be from 0 to 1, but was " + jitter);
		}
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("'timeout' must be positive, but was " + timeout);
		}
		if (port != null && (port < 1 || port > 65535)) {
			throw new IllegalArgumentException("'port' must be from 1 to 65535, but was " + port);
		}
	}

}
