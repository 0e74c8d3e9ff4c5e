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

package dev.detour.proxy.group;

import java.util.Objects;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.policy.NextPeer;

/**
 * A group that stands in for another one, which has failed for good. The limits of the
 * exchange stay what they are.
 *
 * @param group the group that stands in
 * @param afterAttempts the number of attempts after which the other one has failed, even
 * if it has peers that were not tried
 * @param listener told when an exchange comes to this group
 * @since 0.1.0
 */
public record FallbackGroup(PeerGroup group, int afterAttempts, ExchangeListener listener) {

	/**
	 * Checks the number.
	 * @param group the group that stands in
	 * @param afterAttempts the number of attempts after which the other one has failed
	 * @param listener told when an exchange comes to this group
	 */
	public FallbackGroup {
		Objects.requireNonNull(group, "'group' must not be null");
		Objects.requireNonNull(listener, "'listener' must not be null");
		if (afterAttempts < 1) {
			throw new IllegalArgumentException("'afterAttempts' must be positive, but was " + afterAttempts);
		}
	}

	/**
	 * Returns whether the next attempt goes to this group: it has a fit peer that was not
	 * tried, and the other one has none, has had its attempts, or has too few healthy
	 * peers, which this one has not.
	 * @param first the other group
	 * @param attempts the attempts so far
	 * @return {@code true} if it does
	 */
	boolean isDue(PeerGroup first, Attempts attempts) {
		if (this.group.next(attempts) == NextPeer.TRIED) {
			return false;
		}
		return first.next(attempts) == NextPeer.TRIED || (first.isPanicking() && !this.group.isPanicking())
				|| count(attempts, first) >= this.afterAttempts;
	}

	/**
	 * An attempt at a peer of this group is about to begin.
	 * @param exchange the exchange
	 */
	void used(ExchangeView<?> exchange) {
		if (count(exchange.attempts(), this.group) == 0) {
			this.listener.fellBack(exchange, Fallback.GROUP);
		}
	}

	private static int count(Attempts attempts, PeerGroup group) {
		int count = 0;
		for (Attempt attempt : attempts.all()) {
			count += (!attempt.staleTry() && group.find(attempt.peer()) != null) ? 1 : 0;
		}
		return count;
	}

}
