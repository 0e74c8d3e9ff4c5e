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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.ConnectionKey;

/**
 * The members of a group at one moment, and what follows from their health. An immutable
 * snapshot: everything that a choice needs is worked out when something changes.
 */
final class Membership {

	private final GroupOptions options;

	private final List<PeerStatus> members;

	private final List<PeerStatus> draining;

	private final Map<ConnectionKey, PeerStatus> byKey;

	private final Set<PeerState> ejected;

	private final Set<PeerState> down;

	/** By priority, as healthy as they are; the one in panic with all members. */
	private final List<Tier> tiers;

	/** The tier to which exchanges go, or -1 if there is none. */
	private final int active;

	private final boolean panic;

	private Membership(GroupOptions options, List<PeerStatus> members, List<PeerStatus> draining,
			Set<PeerState> ejected, Set<PeerState> down, List<Tier> tiers) {
		this.options = options;
		this.members = members;
		this.draining = draining;
		this.ejected = ejected;
		this.down = down;
		this.byKey = new HashMap<>();
		draining.forEach((member) -> this.byKey.put(member.peer().connectionKey(), member));
		members.forEach((member) -> this.byKey.put(member.peer().connectionKey(), member));
		int fit = fit(tiers);
		this.panic = fit < 0 && !tiers.isEmpty();
		this.active = (fit >= 0) ? fit : healthiest(tiers);
		this.tiers = new ArrayList<>(tiers);
		if (this.panic && options.panicMode() == PanicMode.USE_ALL) {
			this.tiers.set(this.active, tiers.get(this.active).panicking());
		}
	}

	static Membership of(GroupOptions options, List<PeerStatus> members, List<PeerStatus> draining,
			Set<PeerState> ejected, Set<PeerState> down) {
		Map<Integer, List<PeerStatus>> byPriority = new TreeMap<>();
		for (PeerStatus member : members.stream().filter((member) -> !member.isSuspended()).toList()) {
			byPriority.computeIfAbsent(member.peer().options().priority(), (key) -> new ArrayList<>()).add(member);
		}
		Set<PeerState> unfit = union(ejected, down);
		List<Tier> tiers = byPriority.values()
			.stream()
			.map((tier) -> Tier.of(List.copyOf(tier), options.effectiveBalancer(), unfit))
			.toList();
		return new Membership(options, List.copyOf(members), List.copyOf(draining), ejected, down, tiers);
	}

	/**
	 * Returns this membership with other members unfit.
	 * @param ejected those that are ejected
	 * @param down those that active checks call down
	 * @return a new membership
	 */
	Membership with(Set<PeerState> ejected, Set<PeerState> down) {
		Set<PeerState> unfit = union(ejected, down);
		return new Membership(this.options, this.members, this.draining, ejected, down,
				this.tiers.stream().map((tier) -> tier.with(unfit)).toList());
	}

	Membership withoutDraining(PeerStatus drained) {
		List<PeerStatus> draining = new ArrayList<>(this.draining);
		draining.remove(drained);
		return new Membership(this.options, this.members, draining, this.ejected, this.down,
				this.tiers.stream().map((tier) -> tier.with(union(this.ejected, this.down))).toList());
	}

	private int fit(List<Tier> tiers) {
		for (int i = 0; i < tiers.size(); i++) {
			double share = tiers.get(i).healthyShare();
			if (share > 0 && share >= this.options.panicShare()) {
				return i;
			}
		}
		return -1;
	}

	private static int healthiest(List<Tier> tiers) {
		int best = -1;
		for (int i = 0; i < tiers.size(); i++) {
			if (best < 0 || tiers.get(i).healthyShare() > tiers.get(best).healthyShare()) {
				best = i;
			}
		}
		return best;
	}

	private static Set<PeerState> union(Set<PeerState> one, Set<PeerState> other) {
		if (other.isEmpty()) {
			return one;
		}
		Set<PeerState> union = new HashSet<>(one);
		union.addAll(other);
		return union;
	}

	/**
	 * Chooses a member. Members that were tried are excluded while another is fit, be it
	 * in another tier.
	 * @param request the client's request
	 * @param attempts the attempts so far
	 * @param random where chance comes from
	 * @param now the time
	 * @return the member, or {@code null} if none is left
	 */
	@Nullable PeerStatus choose(ProxyRequest request, Attempts attempts, RandomGenerator random, long now) {
		if (this.active < 0 || (this.panic && this.options.panicMode() == PanicMode.FAIL_FAST)) {
			return null;
		}
		if (attempts.count() == 0) {
			return chooseFrom(request, null, random, now);
		}
		PeerStatus untried = chooseFrom(request, attempts, random, now);
		return (untried != null) ? untried : chooseFrom(request, null, random, now);
	}

	private @Nullable PeerStatus chooseFrom(ProxyRequest request, @Nullable Attempts excluded, RandomGenerator random,
			long now) {
		PeerStatus chosen = this.tiers.get(this.active).choose(request, excluded, random, now);
		for (int i = 0; chosen == null && i < this.tiers.size(); i++) {
			chosen = (i != this.active) ? this.tiers.get(i).choose(request, excluded, random, now) : null;
		}
		return chosen;
	}

	boolean hasUntried(Attempts attempts) {
		return !(this.panic && this.options.panicMode() == PanicMode.FAIL_FAST)
				&& this.tiers.stream().anyMatch((tier) -> tier.hasUntried(attempts));
	}

	boolean hasFull() {
		return !(this.panic && this.options.panicMode() == PanicMode.FAIL_FAST)
				&& this.tiers.stream().anyMatch(Tier::hasFull);
	}

	/**
	 * Finds an ejected member that may prove itself by the next exchange. Those of tiers
	 * that are not in use wait until they are.
	 * @param request the client's request
	 * @param now the time
	 * @return the member, or {@code null} if there is none
	 */
	@Nullable PeerStatus probe(ProxyRequest request, long now) {
		if (this.ejected.isEmpty()) {
			return null;
		}
		for (int i = 0; i <= this.active; i++) {
			for (PeerStatus member : this.tiers.get(i).members()) {
				PeerState state = member.state();
				if (member.ejection() != null && state.health != null && !this.down.contains(state)
						&& member.peer().options().weight() > 0 && !state.isFull()
						&& state.health.tryProbe(request, now)) {
					return member;
				}
			}
		}
		return null;
	}

	List<PeerStatus> members() {
		return this.members;
	}

	List<PeerStatus> draining() {
		return this.draining;
	}

	@Nullable PeerStatus find(ConnectionKey key) {
		return this.byKey.get(key);
	}

	Set<PeerState> ejected() {
		return this.ejected;
	}

	Set<PeerState> down() {
		return this.down;
	}

	boolean isPanicking() {
		return this.panic;
	}

}
