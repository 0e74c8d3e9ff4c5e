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

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.balance.Choice;
import dev.detour.proxy.balance.LoadBalancer;
import dev.detour.proxy.http.ProxyRequest;

/**
 * The members of a group that have the same priority, and which of them are fit. An
 * immutable snapshot, but for the turns of its chooser.
 */
final class Tier {

	private final List<PeerStatus> members;

	private final LoadBalancer.Chooser chooser;

	private final boolean[] usable;

	private final double healthyShare;

	private Tier(List<PeerStatus> members, LoadBalancer.Chooser chooser, boolean[] usable, double healthyShare) {
		this.members = members;
		this.chooser = chooser;
		this.usable = usable;
		this.healthyShare = healthyShare;
	}

	static Tier of(List<PeerStatus> members, LoadBalancer balancer, Set<PeerState> unfit) {
		return of(members, balancer.over(members.stream().map(PeerStatus::candidate).toList()), unfit);
	}

	private static Tier of(List<PeerStatus> members, LoadBalancer.Chooser chooser, Set<PeerState> unfit) {
		boolean[] usable = new boolean[members.size()];
		double healthy = 0;
		double total = 0;
		for (int i = 0; i < usable.length; i++) {
			int weight = members.get(i).peer().options().weight();
			usable[i] = !unfit.contains(members.get(i).state());
			if (usable[i]) {
				healthy += weight;
			}
			total += weight;
		}
		return new Tier(members, chooser, usable, (total > 0) ? healthy / total : 0);
	}

	Tier with(Set<PeerState> unfit) {
		return of(this.members, this.chooser, unfit);
	}

	/**
	 * Returns this tier with all members in use, whatever their health.
	 * @return a new tier
	 */
	Tier panicking() {
		return with(Set.of());
	}

	List<PeerStatus> members() {
		return this.members;
	}

	double healthyShare() {
		return this.healthyShare;
	}

	/**
	 * Chooses a member.
	 * @param request the client's request
	 * @param excluded the attempts whose peers are excluded, or {@code null} to exclude
	 * none
	 * @param random where chance comes from
	 * @param now the time
	 * @return the member, or {@code null} if none is left
	 */
	@Nullable PeerStatus choose(ProxyRequest request, @Nullable Attempts excluded, RandomGenerator random, long now) {
		double[] weights = new double[this.usable.length];
		boolean any = false;
		for (int i = 0; i < weights.length; i++) {
			if (this.usable[i] && !isExcluded(i, excluded) && !isFull(i)) {
				weights[i] = this.members.get(i).weight(now);
				any |= weights[i] > 0;
			}
		}
		int index = any ? this.chooser.choose(new Choice(request, weights, random, now)) : -1;
		return (index >= 0) ? this.members.get(index) : null;
	}

	boolean hasUntried(Attempts attempts) {
		for (int i = 0; i < this.usable.length; i++) {
			if (isInUse(i) && !isExcluded(i, attempts) && !isFull(i)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether a member would be in use if it had less to do.
	 * @return {@code true} if there is one
	 */
	boolean hasFull() {
		for (int i = 0; i < this.usable.length; i++) {
			if (isInUse(i) && isFull(i)) {
				return true;
			}
		}
		return false;
	}

	private boolean isInUse(int index) {
		return this.usable[index] && this.members.get(index).peer().options().weight() > 0;
	}

	private boolean isFull(int index) {
		return this.members.get(index).state().isFull();
	}

	private boolean isExcluded(int index, @Nullable Attempts excluded) {
		return excluded != null && excluded.count() > 0 && excluded.tried(this.members.get(index).peer());
	}

}
