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

import java.util.Arrays;

/**
 * What came of a simulation.
 */
final class Result {

	final int seconds;

	/** Requests of clients by the second in which they came. */
	final int[] exchanges;

	final int[] successes;

	/** Requests that reached a peer, by peer and second. */
	final int[][] reached;

	final long[] latencyNanos;

	/** How long each exchange took, in the order in which they ended. */
	final long[] latencies;

	int ended;

	Result(int exchanges, int seconds, int peers) {
		this.seconds = seconds;
		this.exchanges = new int[seconds];
		this.successes = new int[seconds];
		this.reached = new int[peers][seconds + 60];
		this.latencyNanos = new long[seconds];
		this.latencies = new long[exchanges];
	}

	static long sum(int[] counts, int from, int to) {
		long sum = 0;
		for (int i = from; i < Math.min(to, counts.length); i++) {
			sum += counts[i];
		}
		return sum;
	}

	long exchangeCount() {
		return sum(this.exchanges, 0, this.seconds);
	}

	double success() {
		return (double) sum(this.successes, 0, this.seconds) / exchangeCount();
	}

	long reachedCount() {
		long sum = 0;
		for (int[] peer : this.reached) {
			sum += sum(peer, 0, peer.length);
		}
		return sum;
	}

	double amplification() {
		return (double) reachedCount() / exchangeCount();
	}

	/**
	 * Returns the share of a peer in what reached peers.
	 * @param peer the index of the peer
	 * @param from the first second
	 * @return the share up to the end
	 */
	double share(int peer, int from) {
		long all = 0;
		for (int[] counts : this.reached) {
			all += sum(counts, from, this.seconds);
		}
		return (double) sum(this.reached[peer], from, this.seconds) / all;
	}

	double percentileMillis(double percentile) {
		long[] sorted = this.latencies.clone();
		Arrays.sort(sorted);
		return sorted[(int) Math.ceil(percentile * sorted.length) - 1] / 1e6;
	}

	double meanMillis() {
		long sum = 0;
		for (long nanos : this.latencyNanos) {
			sum += nanos;
		}
		return sum / 1e6 / exchangeCount();
	}

}
