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

package dev.detour.proxy.route;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

/**
 * A configured group of peers, to be kept and used by any thread. What is in flight and
 * how peers do is shared with all routes and handlers that use it.
 *
 * @since 0.1.0
 */
public final class NamedGroup {

	private final PeerGroups groups;

	private final String name;

	NamedGroup(PeerGroups groups, String name) {
		this.groups = groups;
		this.name = name;
	}

	/**
	 * Returns the name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Chooses the peer of the next attempt. Peers that the exchange has tried are
	 * excluded while another is fit.
	 * @param request the client's request
	 * @param attempts the attempts so far
	 * @return the peer, or {@code null} if there is none to use
	 */
	public @Nullable Peer choose(ProxyRequest request, Attempts attempts) {
		PeerStatus member = group().choose(request, attempts, System.nanoTime());
		return (member != null) ? member.peer() : null;
	}

	/**
	 * Returns the members, without those that are draining.
	 * @return an immutable snapshot
	 */
	public List<PeerStatus> members() {
		return group().members();
	}

	/**
	 * Adds a peer, or changes the options of the one that is there already. It stays
	 * until it is removed, the configured peers of this group change, or its source finds
	 * others than before.
	 * @param peer the peer
	 */
	public void add(Peer peer) {
		group().add(peer, System.nanoTime());
	}

	/**
	 * Removes a peer at once. Its exchanges in flight go on.
	 * @param peer the peer
	 * @return {@code false} if there was no such member
	 */
	public boolean remove(Peer peer) {
		return group().remove(peer, System.nanoTime());
	}

	/**
	 * Gives a peer no new exchanges, and removes it when it has none in flight any more.
	 * @param peer the peer
	 * @return {@code false} if there was no such member, or it was draining already
	 */
	public boolean drain(Peer peer) {
		return group().drain(peer, System.nanoTime());
	}

	/**
	 * Sets the members: those that are new are added, those that are missing drain.
	 * @param peers the members, possibly none
	 * @throws IllegalArgumentException if two peers are the same member; nothing is
	 * changed then
	 */
	public void replace(List<Peer> peers) {
		group().replace(peers, System.nanoTime());
	}

	/**
	 * Returns the group as it is now. A reload that changes its options puts another in
	 * its place.
	 * @return the group
	 * @throws IllegalStateException if a reload has taken the group away
	 */
	public PeerGroup group() {
		return this.groups.live(this.name).group();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
