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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest exchanges that did not go smoothly. Thread-safe, without locks.
 */
final class RecentFailures {

	private final AtomicReferenceArray<@Nullable FailureDescriptor> ring;

	private final AtomicLong last = new AtomicLong();

	RecentFailures(int size) {
		this.ring = new AtomicReferenceArray<>(size);
	}

	/**
	 * Keeps one more.
	 * @param create makes it, given its id
	 */
	void add(LongFunction<FailureDescriptor> create) {
		if (this.ring.length() > 0) {
			long id = this.last.incrementAndGet();
			this.ring.set((int) (id % this.ring.length()), create.apply(id));
		}
	}

	/**
	 * Returns those that are kept.
	 * @param after only those with a greater id
	 * @return the exchanges, latest first
	 */
	List<FailureDescriptor> after(long after) {
		List<FailureDescriptor> failures = new ArrayList<>();
		for (int i = 0; i < this.ring.length(); i++) {
			FailureDescriptor failure = this.ring.get(i);
			if (failure != null && failure.id() > after) {
				failures.add(failure);
			}
		}
		failures.sort(Comparator.comparingLong(FailureDescriptor::id).reversed());
		return failures;
	}

}
