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

package dev.detour.proxy.balance;

import java.util.PriorityQueue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link LoadBalancer}s do about a slow peer, in virtual time: a thousand
 * requests a second, of which one of four peers needs twenty times as long.
 */
class SlowPeerTests {

	private static final long MILLIS = 1_000_000;

	private static final int REQUESTS = 60_000;

	@Test
	void leastRequestsWhenOnePeerIsSlowBeatsRoundRobin() {
		double roundRobin = meanMillis(LoadBalancer.roundRobin());
		double leastRequests = meanMillis(LoadBalancer.leastRequests());
		assertThat(roundRobin).isBetween(57.0, 58.0);
		assertThat(leastRequests).isLessThan(roundRobin / 2);
	}

	@Test
	void peakEwmaWhenOnePeerIsSlowBeatsLeastRequests() {
		assertThat(meanMillis(LoadBalancer.peakEwma())).isLessThan(meanMillis(LoadBalancer.leastRequests()) * 0.8);
	}

	private static double meanMillis(LoadBalancer balancer) {
		Peers peers = new Peers(1, 1, 1, 1);
		LoadBalancer.Chooser chooser = balancer.over(peers.candidates);
		PriorityQueue<long[]> ends = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
		long total = 0;
		for (int i = 0; i < REQUESTS; i++) {
			long now = i * MILLIS;
			while (!ends.isEmpty() && ends.peek()[0] <= now) {
				long[] end = ends.remove();
				PeerLoad load = peers.load((int) end[1]);
				load.ended();
				load.observe(end[2], end[0]);
			}
			int chosen = chooser.choose(peers.choice(new TestRequest("A", "b"), now));
			long took = (chosen == 0) ? 200 * MILLIS : 10 * MILLIS;
			peers.load(chosen).started();
			ends.add(new long[] { now + took, chosen, took });
			total += took;
		}
		return (double) total / REQUESTS / MILLIS;
	}

}
