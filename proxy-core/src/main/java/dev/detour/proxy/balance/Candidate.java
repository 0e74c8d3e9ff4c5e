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

package dev.detour.proxy.balance;

import java.util.Objects;

/**
 * A peer as load balancers see it.
 *
 * @param id tells this peer from the others, and stays the same over time: hashes and
 * cookies depend on it
 * @param weight the share relative to the others, not negative; what a single choice
 * allows may be less
 * @param load what the peer has to do
 * @since 0.1.0
 */
public record Candidate(String id, int weight, PeerLoad load) {

	/**
	 * Checks the parts.
	 * @param id tells this peer from the others
	 * @param weight the share relative to the others
	 * @param load what the peer has to do
	 */
	public Candidate {
		Objects.requireNonNull(id, "'id' must not be null");
		Objects.requireNonNull(load, "'load' must not be null");
		if (weight < 0) {
			throw new IllegalArgumentException("'weight' must not be negative, but was " + weight);
		}
	}

}
