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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Takes turns by stride scheduling: every peer has a time at which its next turn is due,
 * the earliest is taken, and its next turn comes later by the inverse of its weight. One
 * that could not be chosen for a while does not catch up on what it missed.
 */
final class RoundRobin implements LoadBalancer.Chooser {

	/**
	 * The time between two turns of a peer of weight 1.
	 */
	private static final double STRIDE = 1L << 24;

	private final AtomicLongArray due;

	private final AtomicLong time = new AtomicLong();

	RoundRobin(List<Candidate> candidates) {
		this.due = new AtomicLongArray(candidates.size());
		for (int i = 0; i < candidates.size(); i++) {
			// In the middle of the first stride, so that heavy peers are not all of the
			// beginning.
			this.due.set(i, (long) (STRIDE / (2.0 * Math.max(1, candidates.get(i).weight()))));
		}
	}

	@Override
	public int choose(Choice choice) {
		while (true) {
			long time = this.time.get();
			int best = -1;
			long bestDue = 0;
			for (int i = 0; i < choice.size(); i++) {
				long due = Math.max(this.due.get(i), time);
				if (choice.weight(i) > 0 && (best < 0 || due < bestDue)) {
					best = i;
					bestDue = due;
				}
			}
			if (best < 0 || take(best, bestDue, time, choice.weight(best))) {
				return best;
			}
		}
	}

	private boolean take(int index, long due, long time, double weight) {
		long old = this.due.get(index);
		if (Math.max(old, time) != due || !this.due.compareAndSet(index, old, due + (long) (STRIDE / weight))) {
			return false;
		}
		this.time.accumulateAndGet(due, Math::max);
		return true;
	}

}
