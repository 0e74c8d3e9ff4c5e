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

package dev.detour.proxy.health;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What active checks make of one peer. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class ActiveHealth {

	private final HealthThresholds thresholds;

	private final AtomicReference<State> state = new AtomicReference<>(new State(HealthVerdict.UNKNOWN, null, 0));

	/**
	 * Creates the health of a peer that was not checked.
	 * @param thresholds when the verdict changes
	 */
	public ActiveHealth(HealthThresholds thresholds) {
		this.thresholds = thresholds;
	}

	/**
	 * Learns from a check. The first one that passes is enough for a peer that was not
	 * checked before.
	 * @param result the result
	 * @return {@code true} if the verdict has changed
	 */
	public boolean checked(CheckResult result) {
		State old;
		State updated;
		do {
			old = this.state.get();
			int streak = (result == old.last) ? old.streak + 1 : 1;
			updated = new State(verdict(old.verdict, result, streak), result, streak);
		}
		while (!this.state.compareAndSet(old, updated));
		return old.verdict != updated.verdict;
	}

	private HealthVerdict verdict(HealthVerdict old, CheckResult result, int streak) {
		if (result == CheckResult.FAILED) {
			return (streak >= this.thresholds.fall()) ? HealthVerdict.DOWN : old;
		}
		return (old == HealthVerdict.UNKNOWN || streak >= this.thresholds.rise()) ? HealthVerdict.UP : old;
	}

	/**
	 * Returns the verdict.
	 * @return the verdict
	 */
	public HealthVerdict verdict() {
		return this.state.get().verdict;
	}

	private record State(HealthVerdict verdict, @Nullable CheckResult last, int streak) {

	}

}
