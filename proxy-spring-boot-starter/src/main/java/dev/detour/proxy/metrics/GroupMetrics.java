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

package dev.detour.proxy.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.MeterRegistry;

import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.policy.RatioRetryBudget;
import dev.detour.proxy.policy.RetryBudget;

/**
 * Measures groups of peers: the health of their members, ejections, panic, and the budget
 * of retries. Everything but ejections is looked up when it is asked for.
 *
 * @since 0.1.0
 */
public final class GroupMetrics implements GroupListener {

	private final Meters meters;

	private final LongSupplier clock;

	private final CappedMap<PeerAddress, String> peers;

	private final Map<String, Group> groups = new ConcurrentHashMap<>();

	/**
	 * Creates the listener.
	 * @param registry where to measure
	 * @param maxPeers how many peers get meters of their own
	 * @param clock the time in nanoseconds of a monotonic clock
	 */
	public GroupMetrics(MeterRegistry registry, int maxPeers, LongSupplier clock) {
		this.meters = new Meters(registry);
		this.clock = clock;
		this.peers = new CappedMap<>(maxPeers, PeerAddress::toString, (name) -> name);
	}

	@Override
	public void groupUsed(PeerGroup group, RetryBudget budget) {
		if (this.groups.put(group.name(), new Group(group, budget)) == null) {
			register(group.name());
		}
	}

	private void register(String name) {
		for (State state : State.values()) {
			this.meters.gauge(ProxyMeters.GROUP_PEERS, this.groups, (groups) -> count(group(name), state), name,
					state.name().toLowerCase(Locale.ROOT));
		}
		this.meters.gauge(ProxyMeters.GROUP_PANIC, this.groups, (groups) -> group(name).group().isPanicking() ? 1 : 0,
				name);
		this.meters.gauge(ProxyMeters.GROUP_BUDGET, this.groups,
				(groups) -> available(group(name).budget(), this.clock.getAsLong()), name);
	}

	private Group group(String name) {
		return Objects.requireNonNull(this.groups.get(name));
	}

	private static double count(Group group, State state) {
		if (state == State.DRAINING) {
			return group.group().draining().size();
		}
		return group.group().members().stream().filter((member) -> State.of(member) == state).count();
	}

	private static double available(RetryBudget budget, long now) {
		return (budget instanceof RatioRetryBudget ratio) ? ratio.available(now) : Double.POSITIVE_INFINITY;
	}

	@Override
	public void peerEjected(PeerGroup group, PeerStatus peer, Ejection ejection) {
		this.meters
			.counter(ProxyMeters.GROUP_EJECTIONS, group.name(), this.peers.get(peer.peer().address()),
					ejection.cause().id())
			.increment();
	}

	/**
	 * What is measured of a group.
	 *
	 * @param group the group
	 * @param budget its budget
	 */
	private record Group(PeerGroup group, RetryBudget budget) {

	}

	/**
	 * States of members, the first that applies.
	 */
	private enum State {

		DRAINING, SUSPENDED, EJECTED, DOWN, HEALTHY;

		static State of(PeerStatus member) {
			if (member.isSuspended()) {
				return SUSPENDED;
			}
			if (member.ejection() != null) {
				return EJECTED;
			}
			return (member.verdict() == HealthVerdict.DOWN) ? DOWN : HEALTHY;
		}

	}

}
