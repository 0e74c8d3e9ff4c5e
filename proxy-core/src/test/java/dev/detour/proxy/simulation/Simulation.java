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

package dev.detour.proxy.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.group.GroupFeedback;
import dev.detour.proxy.group.GroupHooks;
import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.GroupOptions;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.AttemptTimeout;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.HedgePolicy;
import dev.detour.proxy.policy.PercentileDelay;
import dev.detour.proxy.policy.RatioRetryBudget;
import dev.detour.proxy.policy.RetryPolicy;

/**
 * A gateway without sockets: the real engine with the real hooks, group and budget, under
 * virtual time and with a fixed seed. A thousand requests a second come in evenly.
 */
final class Simulation {

	static final int RATE = 1000;

	final VirtualTime time = new VirtualTime();

	final RandomGenerator random = new SplittableRandom(42);

	final GroupHooks<Void> hooks;

	final GroupFeedback feedback;

	final FailoverPolicy policy;

	final Result result;

	private final Scenario scenario;

	private final List<Peer> peers = new ArrayList<>();

	private int started;

	Simulation(Scenario scenario, int seconds) {
		this.scenario = scenario;
		for (int i = 0; i < scenario.peers().size(); i++) {
			this.peers.add(Peer.http("peer-" + i, 80));
		}
		PeerGroup group = new PeerGroup("group", this.peers, GroupOptions.DEFAULT, GroupListener.NONE, this.random);
		this.hooks = new GroupHooks<>(group, RetryPolicy.DEFAULT, this.time::now, this.random);
		this.feedback = new GroupFeedback(List.of(group));
		this.policy = new FailoverPolicy(3, Duration.ofSeconds(15), new RatioRetryBudget(), () -> false,
				AttemptTimeout.of(Duration.ofSeconds(1)))
			.withHedging(scenario.hedged()
					? new HedgePolicy(new PercentileDelay(0.95, Duration.ofMillis(1), 100, null), 1) : null);
		this.result = new Result(seconds * RATE, seconds, this.peers.size());
	}

	Result run() {
		this.time.in(1, this::next);
		this.time.runAll();
		return this.result;
	}

	private void next() {
		if (this.started < this.result.seconds * RATE) {
			int second = this.started++ / RATE;
			this.time.in(1_000_000_000 / RATE, this::next);
			this.result.exchanges[second]++;
			new SimulatedExchange(this, second).start();
		}
	}

	Behaviour.Reaction react(Peer peer) {
		return this.scenario.peers().get(this.peers.indexOf(peer)).react(this.time.now(), this.random);
	}

	void reached(Peer peer) {
		this.result.reached[this.peers.indexOf(peer)][(int) (this.time.now() / 1_000_000_000)]++;
	}

	void ended(int second, long startedAt, ExchangeOutcome outcome) {
		this.result.latencies[this.result.ended] = this.time.now() - startedAt;
		this.result.ended++;
		this.result.latencyNanos[second] += this.time.now() - startedAt;
		if (outcome.result() == ExchangeOutcome.Result.RELAYED && outcome.status() < 500) {
			this.result.successes[second]++;
		}
	}

}
