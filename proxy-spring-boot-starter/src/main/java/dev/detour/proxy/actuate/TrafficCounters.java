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

package dev.detour.proxy.actuate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeOutcome.Result;

/**
 * Counts what happens: since the start, and for each of the last 60 seconds. Thread-safe,
 * without locks.
 */
final class TrafficCounters {

	private static final int SECONDS = 60;

	private final TimeRing<AtomicLongArray> seconds;

	private final LongAdder active = new LongAdder();

	private final LongAdder retries = new LongAdder();

	private final Map<Result, LongAdder> exchanges = adders(Result.class);

	private final Map<AttemptOutcome, LongAdder> attempts = adders(AttemptOutcome.class);

	private final Map<VetoReason, LongAdder> suppressed = adders(VetoReason.class);

	private final LongAdder hedges = new LongAdder();

	private final Map<VetoReason, LongAdder> hedgesSuppressed = adders(VetoReason.class);

	TrafficCounters(long start) {
		this.seconds = new TimeRing<>(SECONDS + 2, TimeUnit.SECONDS.toNanos(1), start,
				() -> new AtomicLongArray(Rate.values().length));
	}

	void started() {
		this.active.increment();
	}

	void completed(Result result, long now) {
		this.active.decrement();
		add(this.exchanges, result);
		count(Rate.EXCHANGES, now);
		if (result == Result.FAILED || result == Result.ABORTED) {
			count(Rate.FAILED, now);
		}
	}

	void attempted(AttemptOutcome outcome) {
		add(this.attempts, outcome);
	}

	void retried(long now) {
		this.retries.increment();
		count(Rate.RETRIES, now);
	}

	void suppressed(VetoReason reason, long now) {
		add(this.suppressed, reason);
		count(Rate.SUPPRESSED, now);
	}

	void hedged() {
		this.hedges.increment();
	}

	void hedgeSuppressed(VetoReason reason) {
		add(this.hedgesSuppressed, reason);
	}

	private static <E> void add(Map<E, LongAdder> adders, E key) {
		Objects.requireNonNull(adders.get(key)).increment();
	}

	private void count(Rate rate, long now) {
		AtomicLongArray second = this.seconds.at(now);
		if (second != null) {
			second.incrementAndGet(rate.ordinal());
		}
	}

	TrafficDescriptor describe(long now) {
		return new TrafficDescriptor(this.active.sum(), sums(this.exchanges, Result::id),
				sums(this.attempts, AttemptOutcome::id), this.retries.sum(), sums(this.suppressed, VetoReason::id),
				this.hedges.sum(), sums(this.hedgesSuppressed, VetoReason::id),
				new TrafficDescriptor.PerSecond(rates(Rate.EXCHANGES, now), rates(Rate.FAILED, now),
						rates(Rate.RETRIES, now), rates(Rate.SUPPRESSED, now)));
	}

	private List<Long> rates(Rate rate, long now) {
		List<Long> rates = new ArrayList<>(SECONDS);
		for (int ago = SECONDS; ago > 0; ago--) {
			AtomicLongArray second = this.seconds.ago(now, ago);
			rates.add((second != null) ? second.get(rate.ordinal()) : 0);
		}
		return rates;
	}

	private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
		Map<E, LongAdder> adders = new EnumMap<>(type);
		Arrays.stream(type.getEnumConstants()).forEach((constant) -> adders.put(constant, new LongAdder()));
		return Collections.unmodifiableMap(adders);
	}

	private static <E> Map<String, Long> sums(Map<E, LongAdder> adders, Function<E, String> id) {
		Map<String, Long> sums = new LinkedHashMap<>();
		adders.forEach((key, adder) -> sums.put(id.apply(key), adder.sum()));
		return sums;
	}

	private enum Rate {

		EXCHANGES, FAILED, RETRIES, SUPPRESSED

	}

}
