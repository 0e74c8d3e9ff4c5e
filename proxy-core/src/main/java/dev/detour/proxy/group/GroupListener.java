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

import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.policy.RetryBudget;

/**
 * Told what happens to groups. Called on whatever thread it happens, in the middle of its
 * work, so it must neither block nor throw.
 *
 * @since 0.1.0
 */
public interface GroupListener {

	/**
	 * Listens to nothing.
	 */
	GroupListener NONE = new GroupListener() {
	};

	/**
	 * A group is put into use, in place of one of the same name if there is one.
	 * @param group the group
	 * @param budget its budget of retries
	 */
	default void groupUsed(PeerGroup group, RetryBudget budget) {
	}

	/**
	 * A peer was added to a group that existed already.
	 * @param group the group
	 * @param peer the peer
	 */
	default void peerAdded(PeerGroup group, PeerStatus peer) {
	}

	/**
	 * A peer gets no new exchanges, and is removed when it has none in flight any more.
	 * @param group the group
	 * @param peer the peer
	 */
	default void peerDraining(PeerGroup group, PeerStatus peer) {
	}

	/**
	 * A peer is no longer in a group. Exchanges in flight go on.
	 * @param group the group
	 * @param peer the peer
	 */
	default void peerRemoved(PeerGroup group, PeerStatus peer) {
	}

	/**
	 * A peer was ejected for what its attempts showed, for the first time or again.
	 * @param group the group
	 * @param peer the peer
	 * @param ejection why and for how long
	 */
	default void peerEjected(PeerGroup group, PeerStatus peer, Ejection ejection) {
	}

	/**
	 * A peer gets nothing until it is restored, since somebody said so.
	 * @param group the group
	 * @param peer the peer
	 */
	default void peerSuspended(PeerGroup group, PeerStatus peer) {
	}

	/**
	 * A peer that was ejected or suspended is used again.
	 * @param group the group
	 * @param peer the peer
	 */
	default void peerRestored(PeerGroup group, PeerStatus peer) {
	}

	/**
	 * The verdict of active checks on a peer has changed.
	 * @param group the group
	 * @param peer the peer
	 * @param verdict the new verdict
	 */
	default void peerChecked(PeerGroup group, PeerStatus peer, HealthVerdict verdict) {
	}

	/**
	 * Too few peers are healthy: all are used, or none.
	 * @param group the group
	 */
	default void panicEntered(PeerGroup group) {
	}

	/**
	 * Enough peers are healthy again.
	 * @param group the group
	 */
	default void panicLeft(PeerGroup group) {
	}

}
