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

package dev.detour.proxy.overload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ExchangeLimit}.
 */
class ExchangeLimitTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final List<String> admitted = new ArrayList<>();

	private int max = 2;

	@Test
	void enterWhenThereIsNoPlaceFailsUntilOneIsLeft() {
		ExchangeLimit limit = limit(0);
		assertThat(limit.tryEnter()).isTrue();
		assertThat(limit.tryEnter()).isTrue();
		assertThat(limit.tryEnter()).isFalse();
		assertThat(limit.active()).isEqualTo(2);
		limit.leave();
		assertThat(limit.tryEnter()).isTrue();
	}

	@Test
	void queueWhenPlacesAreLeftIsServedInOrder() {
		ExchangeLimit limit = full(3);
		assertThat(limit.enqueue(waiter("a"))).isTrue();
		assertThat(limit.enqueue(waiter("b"))).isTrue();
		assertThat(limit.enqueue(waiter("c"))).isTrue();
		assertThat(limit.queued()).isEqualTo(3);
		limit.leave();
		assertThat(this.admitted).containsExactly("a");
		limit.leave();
		limit.leave();
		assertThat(this.admitted).containsExactly("a", "b", "c");
		assertThat(limit.active()).isEqualTo(2);
		assertThat(limit.queued()).isZero();
	}

	@Test
	void queueWhenFullRefuses() {
		ExchangeLimit limit = full(1);
		assertThat(limit.enqueue(waiter("a"))).isTrue();
		assertThat(limit.enqueue(waiter("b"))).isFalse();
		limit.leave();
		assertThat(this.admitted).containsExactly("a");
		assertThat(limit.enqueue(waiter("c"))).isTrue();
	}

	@Test
	void queueWhenThereIsAPlaceAdmitsAtOnce() {
		ExchangeLimit limit = limit(1);
		assertThat(limit.enqueue(waiter("a"))).isTrue();
		assertThat(this.admitted).containsExactly("a");
		assertThat(limit.active()).isOne();
		assertThat(limit.queued()).isZero();
	}

	@Test
	void waiterWhenWithdrawnGivesItsSeatToAnother() {
		ExchangeLimit limit = full(2);
		Waiter first = waiter("a");
		limit.enqueue(first);
		limit.enqueue(waiter("b"));
		assertThat(limit.withdraw(first)).isTrue();
		assertThat(limit.withdraw(first)).isFalse();
		assertThat(limit.enqueue(waiter("c"))).isTrue();
		limit.leave();
		assertThat(this.admitted).containsExactly("b");
	}

	@Test
	void waiterWhenAdmittedCannotBeWithdrawn() {
		ExchangeLimit limit = full(1);
		Waiter waiter = waiter("a");
		limit.enqueue(waiter);
		limit.leave();
		assertThat(limit.withdraw(waiter)).isFalse();
		assertThat(limit.active()).isEqualTo(2);
	}

	@Test
	void enterWhenSomebodyWaitsDoesNotOvertake() {
		ExchangeLimit limit = full(1);
		limit.enqueue(waiter("a"));
		this.max = 3;
		assertThat(limit.tryEnter()).isFalse();
		limit.leave();
		assertThat(this.admitted).containsExactly("a");
		assertThat(limit.tryEnter()).isTrue();
	}

	@Test
	void limitWhenItFallsLetsNobodyInUntilEnoughHaveLeft() {
		ExchangeLimit limit = full(1);
		limit.enqueue(waiter("a"));
		this.max = 1;
		limit.leave();
		assertThat(this.admitted).isEmpty();
		assertThat(limit.active()).isOne();
		limit.leave();
		assertThat(this.admitted).containsExactly("a");
	}

	@Test
	void limitWhenItRisesByAnAnswerServesThoseWhoWait() {
		ExchangeLimit limit = new ExchangeLimit(LimitScope.HANDLER, "test", new Bound() {

			@Override
			public int get() {
				return ExchangeLimitTests.this.max;
			}

			@Override
			public void answered(long startedAt, long nanos, int active) {
				ExchangeLimitTests.this.max = 4;
			}

		}, 5, SECOND);
		limit.tryEnter();
		limit.tryEnter();
		limit.enqueue(waiter("a"));
		limit.enqueue(waiter("b"));
		limit.enqueue(waiter("c"));
		limit.answered(0, 1, 2);
		assertThat(this.admitted).containsExactly("a", "b");
		assertThat(limit.active()).isEqualTo(4);
		assertThat(limit.queued()).isOne();
	}

	@Test
	void limitWhenManyThreadsUseItIsNeverExceededAndForgetsNobody() throws Exception {
		ExchangeLimit limit = new ExchangeLimit(LimitScope.GATEWAY, "gateway", Bound.fixed(3), 50, SECOND);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		AtomicInteger withdrawn = new AtomicInteger();
		int threads = 4;
		int rounds = 50_000;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<?>> running = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			running.add(executor.submit(() -> {
				for (int round = 0; round < rounds; round++) {
					Runnable work = () -> {
						most.accumulateAndGet(inside.incrementAndGet(), Math::max);
						Thread.onSpinWait();
						inside.decrementAndGet();
						done.incrementAndGet();
						limit.leave();
					};
					CountDownLatch admitted = new CountDownLatch(1);
					Waiter waiter = admitted::countDown;
					if (limit.tryEnter()) {
						work.run();
					}
					else if (!limit.enqueue(waiter)) {
						refused.incrementAndGet();
					}
					else if (ThreadLocalRandom.current().nextInt(4) == 0 && limit.withdraw(waiter)) {
						withdrawn.incrementAndGet();
					}
					else {
						assertThat(admitted.await(10, TimeUnit.SECONDS)).as("admitted in the end").isTrue();
						work.run();
					}
				}
				return null;
			}));
		}
		for (Future<?> each : running) {
			each.get();
		}
		executor.shutdown();
		assertThat(most.get()).isBetween(1, 3);
		assertThat(done.get() + refused.get() + withdrawn.get()).isEqualTo(threads * rounds);
		assertThat(limit.active()).isZero();
		assertThat(limit.queued()).isZero();
	}

	@Test
	void limitWhenNumbersMakeNoSenseIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Bound.fixed(0))
			.withMessage("'max' must be positive, but was 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ExchangeLimit(LimitScope.HANDLER, "a", Bound.fixed(1), -1, SECOND))
			.withMessage("'maxQueued' must not be negative, but was -1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ExchangeLimit(LimitScope.HANDLER, "a", Bound.fixed(1), 1, Duration.ZERO))
			.withMessage("'queueTimeout' must be positive, but was PT0S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LimitSettings.Adaptive(LimitSettings.Algorithm.AIMD, 5, 4))
			.withMessage("'min' must be positive and at most 'initial', but they were 5 and 4");
	}

	private ExchangeLimit full(int maxQueued) {
		ExchangeLimit limit = limit(maxQueued);
		assertThat(limit.tryEnter() && limit.tryEnter()).isTrue();
		return limit;
	}

	private ExchangeLimit limit(int maxQueued) {
		return new ExchangeLimit(LimitScope.HANDLER, "test", () -> this.max, maxQueued, SECOND);
	}

	private Waiter waiter(String name) {
		return () -> this.admitted.add(name);
	}

}
