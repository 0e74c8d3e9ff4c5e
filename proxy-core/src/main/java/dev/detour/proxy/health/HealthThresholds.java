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

/**
 * How many active checks in a row change the verdict (HAProxy: {@code rise} and
 * {@code fall}).
 *
 * @param rise how many must pass until a peer that is down is up
 * @param fall how many must fail until a peer is down
 * @since 0.1.0
 */
public record HealthThresholds(int rise, int fall) {

	/**
	 * 2 to rise, 3 to fall.
	 */
	public static final HealthThresholds DEFAULT = new HealthThresholds(2, 3);

	/**
	 * Checks the numbers.
	 * @param rise how many must pass
	 * @param fall how many must fail
	 */
	public HealthThresholds {
		if (rise < 1) {
			throw new IllegalArgumentException("'rise' must be positive, but was " + rise);
		}
		if (fall < 1) {
			throw new IllegalArgumentException("'fall' must be positive, but was " + fall);
		}
	}

}
