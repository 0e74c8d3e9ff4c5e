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

package dev.detour.proxy.attempt;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.Peer;

/**
 * The attempts of one exchange so far, oldest first.
 *
 * @since 0.1.0
 */
public interface Attempts {

	/**
	 * Returns how many attempts were started. The immediate try after a stale pooled
	 * connection is not counted.
	 * @return the number of attempts
	 */
	int count();

	/**
	 * Returns all attempts in the order in which they began, tries after a stale pooled
	 * connection included.
	 * @return the attempts
	 */
	List<Attempt> all();

	/**
	 * Returns the newest attempt.
	 * @return the attempt, or {@code null} before the first
	 */
	@Nullable Attempt last();

	/**
	 * Returns the attempt that the exchange is about: the one whose response is judged or
	 * passed on, or that failed last. It is the newest unless there was a hedge, an
	 * attempt beside another.
	 * @return the attempt, or {@code null} before the first
	 */
	@Nullable Attempt current();

	/**
	 * Returns whether this peer's address was tried already.
	 * @param peer the peer
	 * @return {@code true} if an attempt at its address was started
	 */
	default boolean tried(Peer peer) {
		for (Attempt attempt : all()) {
			if (attempt.peer().address().equals(peer.address())) {
				return true;
			}
		}
		return false;
	}

}
