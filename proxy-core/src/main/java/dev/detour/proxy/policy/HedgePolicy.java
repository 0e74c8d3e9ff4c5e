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

import java.util.Objects;

/**
 * When another attempt, a hedge, is started beside a slow one. It takes the place of no
 * other limit: a hedge is one of the attempts of its exchange, and costs the budget what
 * a retry does.
 *
 * @param delay how long an attempt may go without the head of a response before
 * @param max the most hedges of one exchange; two attempts at most are under way at a
 * time
 * @since 0.1.0
 */
public record HedgePolicy(HedgeDelay delay, int max) {

	/**
	 * Checks the policy.
	 * @param delay how long an attempt may go without the head of a response
	 * @param max the most hedges of one exchange
	 */
	public HedgePolicy {
		Objects.requireNonNull(delay, "'delay' must not be null");
		if (max < 1) {
			throw new IllegalArgumentException("'max' must be positive, but was " + max);
		}
	}

}
