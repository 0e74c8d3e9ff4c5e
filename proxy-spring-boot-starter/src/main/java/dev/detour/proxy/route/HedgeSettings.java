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

package dev.detour.proxy.route;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.policy.HedgeDelay;
import dev.detour.proxy.policy.HedgePolicy;
import dev.detour.proxy.policy.PercentileDelay;

/**
 * When a route starts another attempt beside a slow one. An immutable value.
 *
 * @param delay the delay, or {@code null} if there is only one that is measured
 * @param percentile the share of attempts that are faster than the delay, or {@code null}
 * if that is not measured
 * @param minDelay the shortest delay that is measured
 * @param minSamples how many attempts must have been measured
 * @param max the most such attempts of one exchange
 * @since 0.1.0
 */
public record HedgeSettings(@Nullable Duration delay, @Nullable Double percentile, Duration minDelay, int minSamples,
		int max) {

	/**
	 * Makes a policy, which has measured nothing yet.
	 * @return the policy
	 * @throws IllegalArgumentException if a value is out of range
	 */
	public HedgePolicy policy() {
		if (this.percentile != null) {
			return new HedgePolicy(new PercentileDelay(this.percentile, this.minDelay, this.minSamples, this.delay),
					this.max);
		}
		if (this.delay == null) {
			throw new IllegalArgumentException("There must be a 'delay' or a 'percentile'");
		}
		return new HedgePolicy(HedgeDelay.fixed(this.delay), this.max);
	}

}
