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

/**
 * The better of two random peers, by attempts in flight. Comparing only two keeps many
 * gateways that know the same from running to the same peer.
 */
final class LeastRequests implements LoadBalancer.Chooser {

	private final PeerLoad[] loads;

	LeastRequests(List<Candidate> candidates) {
		this.loads = candidates.stream().map(Candidate::load).toArray(PeerLoad[]::new);
	}

	@Override
	public int choose(Choice choice) {
		int first = choice.draw();
		int second = choice.drawExcept(first);
		// On a tie the first draw stands: an idle group is chosen from by weight.
		return (second >= 0 && cost(second, choice) < cost(first, choice)) ? second : first;
	}

	private double cost(int index, Choice choice) {
		return this.loads[index].inFlight() / choice.weight(index);
	}

}
