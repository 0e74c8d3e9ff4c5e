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
 * A way to spread exchanges over peers. It holds no state of its own and may be shared by
 * groups; what has state is what {@link #over} returns.
 *
 * @since 0.1.0
 */
public interface LoadBalancer {

	/**
	 * Prepares for a set of peers. Called when the set changes, never for a request, so
	 * it may take its time.
	 * @param candidates the peers, at least one, each with another id
	 * @return chooses among these peers
	 */
	Chooser over(List<Candidate> candidates);

	/**
	 * Takes turns, smoothly: with weights 5, 1 and 1 the heavy peer's turns are spread
	 * out.
	 * @return the balancer
	 */
	static LoadBalancer roundRobin() {
		return RoundRobin::new;
	}

	/**
	 * Chooses at random, by weight.
	 * @return the balancer
	 */
	static LoadBalancer random() {
		return (candidates) -> Choice::draw;
	}

	/**
	 * Draws two peers at random, by weight, and takes the one with fewer exchanges in
	 * flight for its weight (the power of two choices).
	 * @return the balancer
	 */
	static LoadBalancer leastRequests() {
		return LeastRequests::new;
	}

	/**
	 * Draws two peers at random, by weight, and takes the one with the lower product of
	 * latency and exchanges in flight for its weight (Finagle and Linkerd: peak EWMA).
	 * @return the balancer
	 */
	static LoadBalancer peakEwma() {
		return PeakEwma::new;
	}

	/**
	 * Sends requests with equal keys to the same peer as long as that may be chosen and
	 * is not overloaded: no peer gets more than 1.25 times its share of what is in
	 * flight. When one of n peers goes, only its keys move.
	 * @param key the key
	 * @return the balancer
	 */
	static LoadBalancer consistentHash(HashKey key) {
		return consistentHash(key, HashRing.DEFAULT_BOUND);
	}

	/**
	 * Sends requests with equal keys to the same peer as long as that may be chosen and
	 * is not overloaded.
	 * @param key the key; a request that has none goes to a random peer
	 * @param bound how many times its share of what is in flight a peer may get, more
	 * than 1; infinite for no bound
	 * @return the balancer
	 * @throws IllegalArgumentException if the bound is not more than 1
	 */
	static LoadBalancer consistentHash(HashKey key, double bound) {
		if (!(bound > 1)) {
			throw new IllegalArgumentException("'bound' must be more than 1, but was " + bound);
		}
		return (candidates) -> new HashRing(candidates, key, bound);
	}

	/**
	 * Sends a client back to the peer that its cookie names as long as that may be
	 * chosen.
	 * @param cookie the cookie; somebody has to set it on responses
	 * @param first chooses for a client that has no cookie, or whose peer may not be
	 * chosen
	 * @return the balancer
	 */
	static LoadBalancer sticky(StickyCookie cookie, LoadBalancer first) {
		return (candidates) -> new StickyChooser(candidates, cookie, first.over(candidates));
	}

	/**
	 * Chooses among a fixed set of peers. Safe for use by many threads, without locks.
	 */
	@FunctionalInterface
	interface Chooser {

		/**
		 * Chooses a peer.
		 * @param choice what there is to choose from
		 * @return the index of a candidate whose weight in this choice is positive, or -1
		 * if there is none
		 */
		int choose(Choice choice);

	}

}
