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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import dev.detour.proxy.http.ProxyRequest;

/**
 * Peers to choose from, with a fixed seed.
 */
final class Peers {

	private static final ProxyRequest REQUEST = ProxyRequest.of("GET", "/");

	final List<Candidate> candidates = new ArrayList<>();

	final double[] weights;

	final RandomGenerator random = new SplittableRandom(42);

	Peers(int... weights) {
		for (int i = 0; i < weights.length; i++) {
			this.candidates.add(new Candidate("http://10.0.0." + i + ":80", weights[i], new PeerLoad()));
		}
		this.weights = Arrays.stream(weights).asDoubleStream().toArray();
	}

	PeerLoad load(int index) {
		return this.candidates.get(index).load();
	}

	Choice choice() {
		return choice(REQUEST, 0);
	}

	Choice choice(ProxyRequest request, long now) {
		return new Choice(request, this.weights.clone(), this.random, now);
	}

	/**
	 * Chooses many times.
	 * @param chooser chooses
	 * @param times how often
	 * @return how often each was chosen
	 */
	int[] count(LoadBalancer.Chooser chooser, int times) {
		int[] counts = new int[this.weights.length];
		for (int i = 0; i < times; i++) {
			counts[chooser.choose(choice())]++;
		}
		return counts;
	}

}
