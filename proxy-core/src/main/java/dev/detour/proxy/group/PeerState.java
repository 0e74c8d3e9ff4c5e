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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.balance.PeerLoad;
import dev.detour.proxy.balance.SlowStart;
import dev.detour.proxy.health.ActiveHealth;
import dev.detour.proxy.health.PeerHealth;

/**
 * What changes about a member of a group. It outlives changes of the peer's options and
 * of other members, and the membership itself as long as attempts are in flight.
 */
final class PeerState {

	final PeerLoad load = new PeerLoad();

	final ActiveHealth checks;

	/** Health as attempts show it, if the group looks at that. */
	final @Nullable PeerHealth health;

	private final int maxExchanges;

	private final SlowStart slowStart;

	private volatile @Nullable Long joinedAt;

	PeerState(GroupOptions options) {
		this.checks = new ActiveHealth(options.thresholds());
		this.health = (options.outliers() != null) ? new PeerHealth(options.outliers()) : null;
		Integer max = options.maxExchangesPerPeer();
		this.maxExchanges = (max != null) ? max : Integer.MAX_VALUE;
		this.slowStart = options.slowStart();
	}

	/**
	 * Returns whether the peer has as much to do as it may have.
	 * @return {@code true} if it has; {@code false} if there is no limit
	 */
	boolean isFull() {
		return this.maxExchanges != Integer.MAX_VALUE && this.load.inFlight() >= this.maxExchanges;
	}

	/**
	 * The peer has come, or come back.
	 * @param now the time
	 */
	void join(long now) {
		if (!this.slowStart.window().isZero()) {
			this.joinedAt = now;
		}
	}

	/**
	 * Returns the share of its weight that the peer gets.
	 * @param now the time
	 * @return the share, more than 0
	 */
	double share(long now) {
		Long joinedAt = this.joinedAt;
		return (joinedAt != null) ? this.slowStart.share(now - joinedAt) : 1;
	}

}
