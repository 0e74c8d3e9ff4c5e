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

/**
 * What to remember of exchanges. An immutable value.
 *
 * @param maxFailures the number of exchanges that failed, were retried, or were refused a
 * retry; 0 for none
 * @param showQuery whether to remember their queries, without the values of parameters
 * that carry secrets by convention
 * @since 0.1.0
 */
public record HistoryOptions(int maxFailures, boolean showQuery) {

	/**
	 * Checks the number.
	 * @param maxFailures the number of exchanges
	 * @param showQuery whether to remember their queries
	 */
	public HistoryOptions {
		if (maxFailures < 0) {
			throw new IllegalArgumentException("'maxFailures' must not be negative, but was " + maxFailures);
		}
	}

}
