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

import java.util.random.RandomGenerator;

import dev.detour.proxy.http.ProxyRequest;

/**
 * What there is to choose from, for one attempt. Belongs to the thread that chooses.
 *
 * @since 0.1.0
 */
public final class Choice {

	private final ProxyRequest request;

	private final double[] weights;

	private final RandomGenerator random;

	private final long now;

	/**
	 * Creates a choice.
	 * @param request the client's request
	 * @param weights the weight of every candidate for this attempt, zero for one that
	 * must not be chosen; not copied
	 * @param random where chance comes from
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	public Choice(ProxyRequest request, double[] weights, RandomGenerator random, long now) {
		this.request = request;
		this.weights = weights;
		this.random = random;
		this.now = now;
	}

	/**
	 * Returns the client's request.
	 * @return the request
	 */
	public ProxyRequest request() {
		return this.request;
	}

	/**
	 * Returns the number of candidates, including those that must not be chosen.
	 * @return the number
	 */
	public int size() {
		return this.weights.length;
	}

	/**
	 * Returns the weight of a candidate.
	 * @param index the index of the candidate
	 * @return the weight; zero if it must not be chosen
	 */
	public double weight(int index) {
		return this.weights[index];
	}

	/**
	 * Returns the time.
	 * @return nanoseconds of a monotonic clock
	 */
	public long now() {
		return this.now;
	}

	/**
	 * Draws a candidate at random, by weight.
	 * @return the index, or -1 if none may be chosen
	 */
	public int draw() {
		return drawExcept(-1);
	}

	/**
	 * Draws another candidate at random, by weight.
	 * @param excluded the index of the one that is not drawn
	 * @return the index, or -1 if no other may be chosen
	 */
	public int drawExcept(int excluded) {
		double total = 0;
		for (int i = 0; i < this.weights.length; i++) {
			total += (i != excluded) ? this.weights[i] : 0;
		}
		if (total <= 0) {
			return -1;
		}
		double left = this.random.nextDouble() * total;
		int last = -1;
		for (int i = 0; i < this.weights.length; i++) {
			if (i != excluded && this.weights[i] > 0) {
				last = i;
				left -= this.weights[i];
				if (left < 0) {
					return i;
				}
			}
		}
		// The sum of rounding errors may leave a little over.
		return last;
	}

}
