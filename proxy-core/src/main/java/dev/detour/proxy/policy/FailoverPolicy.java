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
import java.util.Objects;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The limits within which decisions are granted. An immutable value, shared by exchanges.
 *
 * @param maxAttempts the most attempts of one exchange, the first included
 * @param timeout the time from the start of an exchange to the head of its response, or
 * {@code null} for no limit; no further attempt starts after it, and the one under way
 * gets it as a limit
 * @param budget the budget of retries
 * @param shuttingDown tells whether the gateway is shutting down
 * @param attemptTimeout how long one attempt may take
 * @param hedging when another attempt is started beside a slow one, or {@code null} for
 * never
 * @since 0.1.0
 */
public record FailoverPolicy(int maxAttempts, @Nullable Duration timeout, RetryBudget budget,
		BooleanSupplier shuttingDown, AttemptTimeout attemptTimeout, @Nullable HedgePolicy hedging) {

	/**
	 * The default number of attempts (Pingora: {@code max_retries}).
	 */
	public static final int DEFAULT_MAX_ATTEMPTS = 16;

	/**
	 * The limits that apply to a handler that sets none: 16 attempts, no deadline, no
	 * budget.
	 */
	public static final FailoverPolicy DEFAULT = new FailoverPolicy(DEFAULT_MAX_ATTEMPTS, null, RetryBudget.UNLIMITED,
			() -> false);

	/**
	 * Checks the limits.
	 * @param maxAttempts the most attempts of one exchange
	 * @param timeout the time from the start to the head of the response
	 * @param budget the budget of retries
	 * @param shuttingDown tells whether the gateway is shutting down
	 * @param attemptTimeout how long one attempt may take
	 * @param hedging when another attempt is started beside a slow one
	 */
	public FailoverPolicy {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("'maxAttempts' must be positive, but was " + maxAttempts);
		}
		if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
			throw new IllegalArgumentException("'timeout' must be positive, but was " + timeout);
		}
		Objects.requireNonNull(attemptTimeout, "'attemptTimeout' must not be null");
		if (timeout != null && attemptTimeout.limit() != null && attemptTimeout.limit().compareTo(timeout) > 0) {
			throw new IllegalArgumentException("The limit of an attempt must not be more than 'timeout' " + timeout
					+ ", but was " + attemptTimeout.limit());
		}
		if (timeout != null && attemptTimeout.minimum().compareTo(timeout) >= 0) {
			throw new IllegalArgumentException("The minimum of an attempt must be less than 'timeout' " + timeout
					+ ", but was " + attemptTimeout.minimum());
		}
	}

	/**
	 * Creates limits without a limit for one attempt.
	 * @param maxAttempts the most attempts of one exchange
	 * @param timeout the time from the start to the head of the response
	 * @param budget the budget of retries
	 * @param shuttingDown tells whether the gateway is shutting down
	 */
	public FailoverPolicy(int maxAttempts, @Nullable Duration timeout, RetryBudget budget,
			BooleanSupplier shuttingDown) {
		this(maxAttempts, timeout, budget, shuttingDown, AttemptTimeout.NONE);
	}

	/**
	 * Creates limits without hedges.
	 * @param maxAttempts the most attempts of one exchange
	 * @param timeout the time from the start to the head of the response
	 * @param budget the budget of retries
	 * @param shuttingDown tells whether the gateway is shutting down
	 * @param attemptTimeout how long one attempt may take
	 */
	public FailoverPolicy(int maxAttempts, @Nullable Duration timeout, RetryBudget budget, BooleanSupplier shuttingDown,
			AttemptTimeout attemptTimeout) {
		this(maxAttempts, timeout, budget, shuttingDown, attemptTimeout, null);
	}

	/**
	 * Returns these limits with hedges.
	 * @param hedging when another attempt is started beside a slow one, or {@code null}
	 * for never
	 * @return the limits
	 */
	public FailoverPolicy withHedging(@Nullable HedgePolicy hedging) {
		return new FailoverPolicy(this.maxAttempts, this.timeout, this.budget, this.shuttingDown, this.attemptTimeout,
				hedging);
	}

	/**
	 * Returns these limits, lowered for one exchange by what its client asks for. What
	 * would raise a limit has no effect.
	 * @param maxAttempts the most attempts, positive
	 * @param timeout the time from the start to the head of the response, positive, or
	 * {@code null} to leave it
	 * @return the limits, this value if nothing is lower
	 */
	public FailoverPolicy lowered(int maxAttempts, @Nullable Duration timeout) {
		int attempts = Math.min(maxAttempts, this.maxAttempts);
		Duration time = isLower(timeout) ? timeout : this.timeout;
		if (attempts == this.maxAttempts && Objects.equals(time, this.timeout)) {
			return this;
		}
		return new FailoverPolicy(attempts, time, this.budget, this.shuttingDown, this.attemptTimeout.within(time),
				this.hedging);
	}

	private boolean isLower(@Nullable Duration timeout) {
		return timeout != null && (this.timeout == null || timeout.compareTo(this.timeout) < 0);
	}

}
