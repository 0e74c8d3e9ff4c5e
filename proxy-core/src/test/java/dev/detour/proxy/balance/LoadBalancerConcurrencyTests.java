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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadBalancer}s that many threads use at a time.
 */
class LoadBalancerConcurrencyTests {

	private static final int THREADS = 8;

	private static final int CHOICES = 20_000;

	@Test
	void roundRobinWhenUsedByManyThreadsLosesNoTurn() throws Exception {
		Peers peers = new Peers(2, 1, 1);
		LoadBalancer.Chooser chooser = LoadBalancer.roundRobin().over(peers.candidates);
		AtomicIntegerArray counts = run(peers, chooser);
		int total = THREADS * CHOICES;
		assertThat(counts.get(0)).isBetween(total / 2 - THREADS, total / 2 + THREADS);
		assertThat(counts.get(1)).isBetween(total / 4 - THREADS, total / 4 + THREADS);
		assertThat(counts.get(2)).isBetween(total / 4 - THREADS, total / 4 + THREADS);
	}

	@Test
	void loadWhenUsedByManyThreadsEndsAtZero() throws Exception {
		Peers peers = new Peers(1, 1, 1);
		run(peers, LoadBalancer.leastRequests().over(peers.candidates));
		for (Candidate candidate : peers.candidates) {
			assertThat(candidate.load().inFlight()).isZero();
			assertThat(candidate.load().latency(0)).isPositive();
		}
	}

	private static AtomicIntegerArray run(Peers peers, LoadBalancer.Chooser chooser) throws Exception {
		AtomicIntegerArray counts = new AtomicIntegerArray(peers.weights.length);
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int thread = 0; thread < THREADS; thread++) {
				futures.add(threads.submit(() -> {
					start.await();
					Peers own = new Peers(2, 1, 1);
					for (int i = 0; i < CHOICES; i++) {
						Choice choice = new Choice(new TestRequest(), peers.weights, own.random, i);
						int chosen = chooser.choose(choice);
						counts.incrementAndGet(chosen);
						peers.load(chosen).started();
						peers.load(chosen).observe(1000 + i, i);
						peers.load(chosen).ended();
					}
					return null;
				}));
			}
			start.countDown();
			for (Future<?> future : futures) {
				future.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		return counts;
	}

}
