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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;

/**
 * One change of the members of a group, worked out on a copy.
 */
final class MemberChanges {

	private final GroupOptions options;

	private final Membership old;

	private final long now;

	private final Map<ConnectionKey, PeerStatus> members = new LinkedHashMap<>();

	private final Map<ConnectionKey, PeerStatus> draining = new LinkedHashMap<>();

	private final Set<PeerState> ejected;

	private final List<PeerStatus> added = new ArrayList<>();

	private final List<PeerStatus> suspended = new ArrayList<>();

	private final List<PeerStatus> drained = new ArrayList<>();

	private final List<PeerStatus> removed = new ArrayList<>();

	private final List<PeerStatus> restored = new ArrayList<>();

	private @Nullable Membership result;

	MemberChanges(GroupOptions options, Membership old, long now) {
		this.options = options;
		this.old = old;
		this.now = now;
		this.ejected = new HashSet<>(old.ejected());
		old.members().forEach((member) -> this.members.put(member.peer().connectionKey(), member));
		old.draining().forEach((member) -> this.draining.put(member.peer().connectionKey(), member));
	}

	static void requireDistinct(List<Peer> peers) {
		Set<ConnectionKey> keys = new HashSet<>();
		for (Peer peer : peers) {
			if (!keys.add(peer.connectionKey())) {
				throw new IllegalArgumentException("Peer '" + peer + "' must not be in a group twice");
			}
		}
	}

	/**
	 * Adds a peer or changes its options.
	 * @param peer the peer
	 * @return {@code false} if that is no change
	 */
	boolean put(Peer peer) {
		ConnectionKey key = peer.connectionKey();
		PeerStatus member = this.members.get(key);
		if (member != null) {
			if (member.peer().equals(peer)) {
				return false;
			}
			this.members.put(key, new PeerStatus(peer, member.state(), this.options, member.isSuspended()));
			return true;
		}
		PeerStatus former = this.draining.remove(key);
		PeerState state = (former != null) ? former.state() : new PeerState(this.options);
		PeerStatus added = new PeerStatus(peer, state, this.options);
		this.members.put(key, added);
		this.added.add(added);
		return true;
	}

	boolean remove(Peer peer) {
		PeerStatus member = this.members.remove(peer.connectionKey());
		member = (member != null) ? member : this.draining.remove(peer.connectionKey());
		if (member == null) {
			return false;
		}
		this.removed.add(member);
		return true;
	}

	boolean drain(Peer peer) {
		PeerStatus member = this.members.remove(peer.connectionKey());
		if (member == null) {
			return false;
		}
		if (member.inFlight() == 0) {
			this.removed.add(member);
		}
		else {
			this.drained.add(member);
			this.draining.put(peer.connectionKey(), member);
		}
		return true;
	}

	boolean suspend(Peer peer) {
		PeerStatus member = this.members.get(peer.connectionKey());
		if (member == null || member.isSuspended()) {
			return false;
		}
		this.suspended.add(suspended(member, true));
		return true;
	}

	boolean restore(Peer peer) {
		PeerStatus member = this.members.get(peer.connectionKey());
		if (member == null) {
			PeerStatus former = this.draining.get(peer.connectionKey());
			return former != null && put(former.peer());
		}
		if (!this.ejected.remove(member.state()) && !member.isSuspended()) {
			return false;
		}
		this.restored.add(suspended(member, false));
		return true;
	}

	private PeerStatus suspended(PeerStatus member, boolean suspended) {
		PeerStatus changed = new PeerStatus(member.peer(), member.state(), this.options, suspended);
		this.members.put(member.peer().connectionKey(), changed);
		return changed;
	}

	boolean replace(List<Peer> peers) {
		boolean changed = false;
		Set<ConnectionKey> keys = new HashSet<>();
		for (Peer peer : peers) {
			keys.add(peer.connectionKey());
			changed |= put(peer);
		}
		for (PeerStatus member : this.old.members()) {
			if (!keys.contains(member.peer().connectionKey())) {
				changed |= drain(member.peer());
			}
		}
		return changed;
	}

	Membership result() {
		if (this.result == null) {
			this.result = build();
		}
		return this.result;
	}

	private Membership build() {
		Set<PeerState> states = new HashSet<>();
		Set<PeerState> down = new HashSet<>();
		for (PeerStatus member : this.members.values()) {
			states.add(member.state());
			if (member.verdict() == HealthVerdict.DOWN) {
				down.add(member.state());
			}
		}
		this.ejected.retainAll(states);
		// Fewer members may mean that fewer may be ejected.
		int max = (this.options.outliers() != null) ? this.options.outliers().maxEjected(states.size()) : 0;
		for (PeerStatus member : this.members.values()) {
			if (this.ejected.size() > max && this.ejected.remove(member.state())) {
				this.restored.add(member);
			}
		}
		return Membership.of(this.options, List.copyOf(this.members.values()), List.copyOf(this.draining.values()),
				this.ejected, down);
	}

	/**
	 * Tells what has changed.
	 * @param group the group
	 * @param listener the listener
	 */
	void tell(PeerGroup group, GroupListener listener) {
		for (PeerStatus member : this.added) {
			member.state().join(this.now);
			forgive(member.state());
			listener.peerAdded(group, member);
		}
		for (PeerStatus member : this.drained) {
			listener.peerDraining(group, member);
			group.health().removeIfDrained(member.state());
		}
		this.suspended.forEach((member) -> listener.peerSuspended(group, member));
		this.removed.forEach((member) -> listener.peerRemoved(group, member));
		for (PeerStatus member : this.restored) {
			forgive(member.state());
			member.state().join(this.now);
			listener.peerRestored(group, member);
		}
	}

	private void forgive(PeerState state) {
		if (state.health != null) {
			state.health.restore(this.now);
		}
	}

	/**
	 * Changes a copy of the members.
	 */
	@FunctionalInterface
	interface Change {

		/**
		 * Changes the copy.
		 * @param changes the copy
		 * @return {@code false} if there is nothing to change
		 */
		boolean apply(MemberChanges changes);

	}

}
