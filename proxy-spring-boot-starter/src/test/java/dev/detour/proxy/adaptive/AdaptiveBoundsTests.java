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

package dev.detour.proxy.adaptive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.netflix.concurrency.limits.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.overload.Bound;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.LimitSettings.Adaptive;
import dev.detour.proxy.overload.LimitSettings.Algorithm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that limits find themselves, in virtual time, with more demand than there can be
 * exchanges.
 */
class AdaptiveBoundsTests {

	private static final int MAX = 200;

	private static final int INITIAL = 50;

	@Test
	void gradientWhenPeerBecomesSlowFallsAndRisesWhenItIsFastAgain() {
		Simulation simulation = new Simulation(Algorithm.GRADIENT);
		simulation.nanos = 10_000_000;
		simulation.run(2000);
		int before = simulation.limit.max();
		assertThat(before).isGreaterThan(INITIAL);
		simulation.nanos = 100_000_000;
		int lowest = simulation.lowest(400);
		assertThat(lowest).isLessThan(before / 4);
		simulation.nanos = 10_000_000;
		simulation.run(2000);
		assertThat(simulation.limit.max()).isGreaterThan(4 * lowest);
	}

	@Test
	void gradientWhenPeerRefusesAtOnceDoesNotTakeItForFast() {
		Simulation simulation = new Simulation(Algorithm.GRADIENT);
		simulation.nanos = 10_000_000;
		simulation.run(500);
		int before = simulation.limit.max();
		simulation.nanos = 10_000;
		simulation.capacity = 0;
		simulation.run(1000);
		assertThat(simulation.limit.max()).isEqualTo(before);
	}

	@Test
	void aimdWhenPeerHasRoomForTenStaysNearThat() {
		Simulation simulation = new Simulation(Algorithm.AIMD);
		simulation.nanos = 10_000_000;
		simulation.capacity = 10;
		simulation.run(2000);
		int sum = 0;
		for (int i = 0; i < 1000; i++) {
			simulation.run(1);
			sum += simulation.limit.max();
		}
		assertThat(sum / 1000.0).isBetween(7.0, 13.0);
	}

	@Test
	void aimdWhenPeerIsOnlySlowRises() {
		Simulation simulation = new Simulation(Algorithm.AIMD);
		simulation.nanos = Duration.ofSeconds(30).toNanos();
		simulation.run(1000);
		assertThat(simulation.limit.max()).isEqualTo(MAX);
	}

	@ParameterizedTest
	@EnumSource
	void boundWhenNothingIsKnownIsInitial(Algorithm algorithm) {
		assertThat(new AdaptiveBounds().adaptive(new Adaptive(algorithm, 3, 7), 9).get()).isEqualTo(7);
	}

	@ParameterizedTest
	@EnumSource
	void boundWhateverIsLearnedStaysBetweenMinAndMax(Algorithm algorithm) {
		Bound bound = new AdaptiveBounds().adaptive(new Adaptive(algorithm, 3, 7), 9);
		List<Integer> seen = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			long nanos = (i % 500 < 250) ? 1_000_000 : 1_000_000_000;
			if (i % 3 == 0 && i > 1000) {
				bound.overloaded(i, nanos, bound.get());
			}
			else {
				bound.answered(i, nanos, bound.get());
			}
			seen.add(bound.get());
		}
		assertThat(seen).allMatch((value) -> value >= 3 && value <= 9);
		assertThat(seen).contains(9);
	}

	@Test
	void boundWhenOneThreadIsAtItKeepsNobodyWaiting() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		AtomicInteger samples = new AtomicInteger();
		Bound bound = new AdaptiveBound(new StuckLimit(inside, goOn, samples), () -> 0);
		Thread slow = new Thread(() -> bound.answered(0, 1, 1));
		slow.start();
		assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
		bound.answered(0, 1, 1);
		bound.overloaded(0, 1, 1);
		assertThat(samples).hasValue(1);
		goOn.countDown();
		slow.join();
		bound.overloaded(0, 1, 1);
		assertThat(samples).hasValue(2);
	}

	/**
	 * An algorithm that stands still in its first sample, and holds its lock meanwhile.
	 */
	private record StuckLimit(CountDownLatch inside, CountDownLatch goOn, AtomicInteger samples) implements Limit {

		@Override
		public int getLimit() {
			return 1;
		}

		@Override
		public void notifyOnChange(Consumer<Integer> consumer) {
		}

		@Override
		public synchronized void onSample(long startTime, long rtt, int inflight, boolean didDrop) {
			this.samples.incrementAndGet();
			this.inside.countDown();
			try {
				this.goOn.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/**
	 * A peer behind a limit, and as many clients as it takes. Beyond its capacity the
	 * peer says that it is overloaded.
	 */
	private static final class Simulation {

		private final ExchangeLimit limit;

		private final PriorityQueue<Exchange> exchanges = new PriorityQueue<>();

		private long now;

		private long nanos;

		private int capacity = Integer.MAX_VALUE;

		private int number;

		Simulation(Algorithm algorithm) {
			Bound bound = new AdaptiveBounds().adaptive(new Adaptive(algorithm, 1, INITIAL), MAX);
			this.limit = new ExchangeLimit(LimitScope.HANDLER, "test", bound, 0, Duration.ofSeconds(1));
		}

		int lowest(int answers) {
			int lowest = this.limit.max();
			for (int i = 0; i < answers; i++) {
				run(1);
				lowest = Math.min(lowest, this.limit.max());
			}
			return lowest;
		}

		void run(int answers) {
			for (int i = 0; i < answers; i++) {
				while (this.limit.tryEnter()) {
					int active = this.limit.active();
					this.exchanges.add(new Exchange(this.now, this.now + this.nanos, active, active > this.capacity,
							this.number++));
				}
				Exchange first = this.exchanges.remove();
				this.now = first.end();
				if (first.refused()) {
					this.limit.overloaded(first.start(), this.now - first.start(), first.active());
				}
				else {
					this.limit.answered(first.start(), this.now - first.start(), first.active());
				}
				this.limit.leave();
			}
		}

	}

	private record Exchange(long start, long end, int active, boolean refused,
			int number) implements Comparable<Exchange> {

		@Override
		public int compareTo(Exchange other) {
			return (this.end != other.end) ? Long.compare(this.end, other.end)
					: Integer.compare(this.number, other.number);
		}

	}

}
