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

package dev.detour.proxy.source;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When a source looks its members up, and what it makes of the answer that there are
 * none. An immutable value.
 *
 * @param interval the time until the next look-up if the answer does not say how long it
 * holds
 * @param minInterval the shortest time, whatever the answer says, and the first one after
 * a look-up that failed
 * @param maxInterval the longest time, whatever the answer says
 * @param jitter the largest share of the time that chance adds
 * @param timeout the time limit for a look-up
 * @param removeAfter how many answers in a row that there are no members remove those
 * that are there, or {@code null} if none does
 * @since 0.1.0
 */
public record Refresh(Duration interval, Duration minInterval, Duration maxInterval, double jitter, Duration timeout,
		@Nullable Integer removeAfter) {

	/**
	 * However long an answer may hold, one that was not there is soon asked for again.
	 */
	private static final Duration MAX_RETRY = Duration.ofSeconds(15);

	/**
	 * Checks the values.
	 * @param interval the time if the answer does not say
	 * @param minInterval the shortest time
	 * @param maxInterval the longest time
	 * @param jitter the share that chance adds
	 * @param timeout the time limit for a look-up
	 * @param removeAfter how many answers remove the members
	 */
	public Refresh {
		positive("interval", interval);
		positive("minInterval", minInterval);
		positive("timeout", timeout);
		if (maxInterval.compareTo(minInterval) < 0) {
			throw new IllegalArgumentException(
					"'maxInterval' must not be less than " + minInterval + ", but was " + maxInterval);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("'jitter' must be from 0 to 1, but was " + jitter);
		}
		if (removeAfter != null && removeAfter < 1) {
			throw new IllegalArgumentException("'removeAfter' must be positive, but was " + removeAfter);
		}
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'" + name + "' must be positive, but was " + value);
		}
	}

	/**
	 * Returns when to look again after an answer.
	 * @param validity how long the answer holds, or {@code null} if it does not say
	 * @param chance from 0 to 1
	 * @return the time
	 */
	Duration next(@Nullable Duration validity, double chance) {
		if (validity == null) {
			return jittered(this.interval, chance);
		}
		Duration wait = (validity.compareTo(this.minInterval) < 0) ? this.minInterval : validity;
		return jittered(min(wait, this.maxInterval), chance);
	}

	/**
	 * Returns when to look again after no answer.
	 * @param failures how many look-ups in a row had none, at least one
	 * @param chance from 0 to 1
	 * @return the time
	 */
	Duration retry(int failures, double chance) {
		Duration longest = min(this.maxInterval, MAX_RETRY);
		Duration wait = this.minInterval;
		for (int i = 1; i < failures && wait.compareTo(longest) < 0; i++) {
			wait = wait.multipliedBy(2);
		}
		return jittered((wait.compareTo(longest) > 0) ? max(longest, this.minInterval) : wait, chance);
	}

	private Duration jittered(Duration wait, double chance) {
		return wait.plusNanos((long) (wait.toNanos() * this.jitter * chance));
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static Duration max(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

}
