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

/**
 * Limits retries over many exchanges. Asked only for a retry of an attempt that the peer
 * may have acted on: one that was not sent, or was refused, is free.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RetryBudget {

	/**
	 * A budget without a limit.
	 */
	RetryBudget UNLIMITED = (now) -> true;

	/**
	 * Learns that the first attempt of an exchange begins. A budget may grow with these.
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	default void exchangeStarted(long now) {
	}

	/**
	 * Takes one retry out of the budget.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return {@code false} if the budget is spent
	 */
	boolean tryAcquire(long now);

}
