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

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The better of two random peers, by what a further attempt would have to wait for: the
 * latency times the attempts in flight, this one included.
 */
final class PeakEwma implements LoadBalancer.Chooser {

	/**
	 * Stands for the latency of a peer that has work and has not answered yet: it gets a
	 * second attempt only if nothing better is there.
	 */
	private static final double UNKNOWN = TimeUnit.SECONDS.toNanos(10);

	private final PeerLoad[] loads;

	PeakEwma(List<Candidate> candidates) {
		this.loads = candidates.stream().map(Candidate::load).toArray(PeerLoad[]::new);
	}

	@Override
	public int choose(Choice choice) {
		int first = choice.draw();
		int second = choice.drawExcept(first);
		return (second >= 0 && cost(second, choice) < cost(first, choice)) ? second : first;
	}

	private double cost(int index, Choice choice) {
		PeerLoad load = this.loads[index];
		int inFlight = load.inFlight();
		double latency = load.latency(choice.now());
		if (latency == 0 && inFlight > 0) {
			latency = UNKNOWN;
		}
		return latency * (inFlight + 1) / choice.weight(index);
	}

}
