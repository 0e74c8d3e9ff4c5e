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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.RetryBudget;
import dev.detour.proxy.source.SourceSettings;

/**
 * The configured groups of peers. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class PeerGroups {

	/**
	 * Where chance comes from, on whatever thread.
	 */
	static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

	private final GroupListener listener;

	private volatile Map<String, LiveGroup> groups = Map.of();

	private volatile Map<ConnectionKey, List<PeerGroup>> byPeer = Map.of();

	PeerGroups(GroupListener listener) {
		this.listener = new MembershipListener(listener, this::index);
	}

	/**
	 * Returns a group.
	 * @param name its name: that in {@code proxy.groups}, or that of a route that has
	 * peers of its own
	 * @return the group
	 * @throws IllegalArgumentException if there is no such group
	 */
	public NamedGroup group(String name) {
		if (!this.groups.containsKey(name)) {
			throw new IllegalArgumentException(
					"There is no group '" + name + "'. There are " + new TreeSet<>(this.groups.keySet()));
		}
		return new NamedGroup(this, name);
	}

	/**
	 * Returns all groups.
	 * @return a snapshot
	 */
	public List<NamedGroup> all() {
		return this.groups.keySet().stream().map((name) -> new NamedGroup(this, name)).toList();
	}

	/**
	 * Returns the groups that a peer is a member of.
	 * @param peer the peer
	 * @return the groups
	 */
	public List<PeerGroup> of(Peer peer) {
		return this.byPeer.getOrDefault(peer.connectionKey(), List.of());
	}

	LiveGroup live(String name) {
		LiveGroup live = this.groups.get(name);
		if (live == null) {
			throw new IllegalStateException("Group '" + name + "' is no longer configured");
		}
		return live;
	}

	/**
	 * Makes the groups that are not there yet, and changes nothing.
	 * @param settings what groups there are to be
	 * @return all groups by name
	 */
	Map<String, LiveGroup> prepare(List<GroupSettings> settings) {
		Map<String, LiveGroup> prepared = new LinkedHashMap<>();
		for (GroupSettings wanted : settings) {
			LiveGroup old = this.groups.get(wanted.name());
			PeerGroup group = (old != null && old.settings().optionsKey().equals(wanted.optionsKey())) ? old.group()
					: new PeerGroup(wanted.name(), members(wanted, old), wanted.options(), this.listener, RANDOM);
			RetryBudget budget = (old != null && old.settings().budgetKey().equals(wanted.budgetKey())) ? old.budget()
					: wanted.budget().get();
			prepared.put(wanted.name(), new LiveGroup(wanted, group, budget));
		}
		return prepared;
	}

	private static List<Peer> members(GroupSettings wanted, @Nullable LiveGroup old) {
		// What a source finds replaces the old members, so that there always are some.
		if (old != null && (wanted.source() != null || old.settings().peers().equals(wanted.peers()))) {
			return members(old);
		}
		return wanted.peers();
	}

	private static List<Peer> members(LiveGroup group) {
		return group.group().members().stream().map(PeerStatus::peer).toList();
	}

	/**
	 * Sets the members of a group to what its source has found. Does nothing if the group
	 * has another source by now, or none.
	 * @param name the name of the group
	 * @param source the source
	 * @param peers the members, possibly none
	 */
	public synchronized void found(String name, SourceSettings source, List<Peer> peers) {
		LiveGroup live = this.groups.get(name);
		if (live != null && source.equals(live.settings().source())) {
			live.group().replace(peers, System.nanoTime());
		}
	}

	/**
	 * Puts groups into use. Those that stay get their new members; what was done to the
	 * members of a group meanwhile lasts as long as its configured peers do.
	 * @param prepared the groups
	 */
	synchronized void use(Map<String, LiveGroup> prepared) {
		Map<String, LiveGroup> old = this.groups;
		this.groups = prepared;
		prepared.forEach((name, live) -> {
			LiveGroup before = old.get(name);
			if (before != null) {
				replaceMembers(before, live);
			}
			if (before == null || before.group() != live.group() || before.budget() != live.budget()) {
				this.listener.groupUsed(live.group(), live.budget());
			}
		});
		index();
	}

	private static void replaceMembers(LiveGroup before, LiveGroup live) {
		if (live.settings().source() != null) {
			if (before.group() != live.group()) {
				// Its source may have found others since this group was prepared.
				live.group().replace(members(before), System.nanoTime());
			}
		}
		else if (before.group() == live.group()
				&& (before.settings().source() != null || !before.settings().peers().equals(live.settings().peers()))) {
			live.group().replace(live.settings().peers(), System.nanoTime());
		}
	}

	private synchronized void index() {
		Map<ConnectionKey, List<PeerGroup>> index = new HashMap<>();
		for (LiveGroup live : this.groups.values()) {
			live.group().members().forEach((member) -> add(index, member, live.group()));
			live.group().draining().forEach((member) -> add(index, member, live.group()));
		}
		this.byPeer = index;
	}

	private static void add(Map<ConnectionKey, List<PeerGroup>> index, PeerStatus member, PeerGroup group) {
		index.computeIfAbsent(member.peer().connectionKey(), (key) -> new ArrayList<>(1)).add(group);
	}

}
