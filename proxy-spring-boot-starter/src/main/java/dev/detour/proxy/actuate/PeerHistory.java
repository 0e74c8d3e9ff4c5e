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

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.actuate.PeerDescriptor.LastFailure;
import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.failure.ProxyError;

/**
 * What attempts have shown about a peer. Thread-safe, without locks.
 */
final class PeerHistory {

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicLongArray outcomes = new AtomicLongArray(AttemptOutcome.values().length);

	private final AtomicLong failuresInARow = new AtomicLong();

	private final Latencies latencies;

	private volatile @Nullable LastFailure lastFailure;

	PeerHistory(long start) {
		this.latencies = new Latencies(start);
	}

	void started() {
		this.inFlight.incrementAndGet();
	}

	void ended(Attempt attempt, AttemptOutcome outcome, InstantSource time) {
		this.inFlight.decrementAndGet();
		this.outcomes.incrementAndGet(outcome.ordinal());
		if (attempt.respondedAt() != 0) {
			this.latencies.record(attempt.respondedAt() - attempt.startedAt(), attempt.endedAt());
		}
		ProxyError error = attempt.error();
		if (outcome == AttemptOutcome.SUCCESS && this.failuresInARow.get() != 0) {
			this.failuresInARow.set(0);
		}
		else if (outcome == AttemptOutcome.FAILURE && error != null) {
			this.lastFailure = new LastFailure(time.instant(), error.type().id(), error.delivery().id());
			this.failuresInARow.incrementAndGet();
		}
	}

	/**
	 * Sums up.
	 * @param peer the address
	 * @param now the time
	 * @return what is known
	 */
	PeerDescriptor describe(String peer, long now) {
		Map<String, Long> attempts = new LinkedHashMap<>();
		for (AttemptOutcome outcome : AttemptOutcome.values()) {
			attempts.put(outcome.id(), this.outcomes.get(outcome.ordinal()));
		}
		long failuresInARow = this.failuresInARow.get();
		return new PeerDescriptor(peer, ((failuresInARow > 0) ? PeerCondition.FAILING : PeerCondition.UP).id(),
				this.inFlight.get(), attempts, failuresInARow, this.latencies.describe(now), this.lastFailure);
	}

}
