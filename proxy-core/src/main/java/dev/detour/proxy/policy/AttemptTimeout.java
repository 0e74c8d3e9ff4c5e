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

package dev.detour.proxy.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long one attempt may take, within what is left for its exchange. An immutable
 * value.
 * <p>
 * An attempt never gets more than what is left. None is started that has less than the
 * minimum. The last one has no limit of its own: there is nothing to save time for
 * (Linkerd).
 *
 * @param limit how long an attempt may go without progress, or {@code null} for no limit
 * @param minimum what an attempt needs to make sense
 * @since 0.1.0
 */
public record AttemptTimeout(@Nullable Duration limit, Duration minimum) {

	/**
	 * No limit.
	 */
	public static final AttemptTimeout NONE = new AttemptTimeout(null, Duration.ZERO);

	/**
	 * Checks the times.
	 * @param limit how long an attempt may go without progress
	 * @param minimum what an attempt needs to make sense
	 */
	public AttemptTimeout {
		if (limit != null && (limit.isNegative() || limit.isZero())) {
			throw new IllegalArgumentException("'limit' must be positive, but was " + limit);
		}
		if (minimum.isNegative()) {
			throw new IllegalArgumentException("'minimum' must not be negative, but was " + minimum);
		}
	}

	/**
	 * Returns the limit of an attempt.
	 * @param limit how long it may go without progress, positive
	 * @return the value, without a minimum
	 */
	public static AttemptTimeout of(Duration limit) {
		return new AttemptTimeout(limit, Duration.ZERO);
	}

	/**
	 * Returns this value as far as it makes sense within the time of an exchange.
	 * @param timeout the time, or {@code null} for any
	 * @return the value, without a minimum that would not fit
	 */
	AttemptTimeout within(@Nullable Duration timeout) {
		if (timeout == null) {
			return this;
		}
		boolean longer = this.limit != null && this.limit.compareTo(timeout) > 0;
		return new AttemptTimeout(longer ? timeout : this.limit,
				(this.minimum.compareTo(timeout) < 0) ? this.minimum : Duration.ZERO);
	}

	/**
	 * Returns what one attempt gets.
	 * @param number the number of the attempt, from 1
	 * @param maxAttempts the most attempts of the exchange
	 * @param left what is left for the exchange, or {@code null} for any time
	 * @return the limits of this attempt
	 */
	public AttemptLimit forAttempt(int number, int maxAttempts, @Nullable Duration left) {
		Duration total = (left == null || !left.isNegative()) ? left : Duration.ZERO;
		if (this.limit == null || number >= maxAttempts) {
			return (total != null) ? new AttemptLimit(null, total) : AttemptLimit.NONE;
		}
		boolean ending = total != null && total.compareTo(this.limit) < 0;
		return new AttemptLimit(ending ? total : this.limit, total);
	}

}
