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

package dev.detour.proxy.autoconfigure.route;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.route.HedgeSettings;

/**
 * Properties to hedges.
 */
final class HedgeMapper {

	private HedgeMapper() {
	}

	/**
	 * Says when there are hedges.
	 * @param hedge the properties
	 * @param timeout the time for the exchange
	 * @param section where the properties are
	 * @return when, or {@code null} for never or if something is wrong
	 */
	static @Nullable HedgeSettings map(HedgeProperties hedge, Duration timeout, Section section) {
		Duration delay = hedge.getDelay();
		Double percentile = hedge.getPercentile();
		section.positive("delay", delay);
		section.positive("min-delay", hedge.getMinDelay());
		section.atLeast("min-samples", hedge.getMinSamples(), 1);
		section.atLeast("max", hedge.getMax(), 1);
		if (percentile != null && !(percentile > 0 && percentile < 1)) {
			section.problem("percentile", "Must be more than 0 and less than 1, such as 0.95");
		}
		if (delay != null && delay.compareTo(timeout) >= 0) {
			section.problem("delay", "Must be less than 'timeout' " + timeout);
		}
		withoutEffect(section, "max", percentile == null && delay == null, "'delay' or 'percentile'");
		withoutEffect(section, "min-delay", percentile == null, "'percentile'");
		withoutEffect(section, "min-samples", percentile == null, "'percentile'");
		boolean off = percentile == null && delay == null;
		return (off || !section.problems().all().isEmpty()) ? null
				: new HedgeSettings(delay, percentile, hedge.getMinDelay(), hedge.getMinSamples(), hedge.getMax());
	}

	private static void withoutEffect(Section section, String key, boolean without, String needed) {
		if (without && section.isSet(key)) {
			section.problem(key, "Has no effect without " + needed);
		}
	}

}
