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
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The limits within which decisions are granted. An immutable value, shared by exchanges.
 *
 * @param maxAttempts the most attempts of one exchange, the first included
 * @param timeout the time from the start of an exchange within which a further attempt
 * may start, or {@code null} for no limit
 * @param budget the budget of retries
 * @param shuttingDown tells whether the gateway is shutting down
 * @since 0.1.0
 */
public record FailoverPolicy(int maxAttempts, @Nullable Duration timeout, RetryBudget budget,
		BooleanSupplier shuttingDown) {

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
	 * @param timeout the time within which an attempt may start
	 * @param budget the budget of retries
	 * @param shuttingDown tells whether the gateway is shutting down
	 */
	public FailoverPolicy {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("'maxAttempts' must be positive, but was " + maxAttempts);
		}
		if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
			throw new IllegalArgumentException("'timeout' must be positive, but was " + timeout);
		}
	}

}
