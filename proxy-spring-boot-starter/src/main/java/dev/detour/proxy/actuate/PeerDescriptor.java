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

package dev.detour.proxy.actuate;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What attempts have shown about a peer since the start.
 *
 * @param address host and port, as in meters
 * @param condition {@code up}, or {@code failing} if the latest attempt that says
 * something about the peer has failed
 * @param inFlight the attempts under way
 * @param attempts the attempts that are over, by outcome
 * @param failuresInARow the failures since the latest success
 * @param latency how fast it was lately, or {@code null} if it had nothing to do
 * @param lastFailure the latest failure, or {@code null} if there was none
 * @since 0.1.0
 */
public record PeerDescriptor(String address, String condition, int inFlight, Map<String, Long> attempts,
		long failuresInARow, @Nullable LatencyDescriptor latency, @Nullable LastFailure lastFailure) {

	/**
	 * A failure of a peer.
	 *
	 * @param time when it was
	 * @param error the type of the error
	 * @param delivery how much of the request the peer may have seen
	 */
	public record LastFailure(Instant time, String error, String delivery) {

	}

}
