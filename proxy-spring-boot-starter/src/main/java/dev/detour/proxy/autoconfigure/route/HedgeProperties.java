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

/**
 * Another attempt beside one that is slow.
 *
 * @since 0.1.0
 */
public class HedgeProperties {

	/**
	 * Time without the head of a response after which another attempt is started beside
	 * the one under way. With a percentile, only until there are enough samples for it.
	 * By default there is no other attempt.
	 */
	private @Nullable Duration delay;

	/**
	 * Share of attempts that are to be faster than the delay, such as 0.95: the delay
	 * follows what attempts of the last 30 seconds took.
	 */
	private @Nullable Double percentile;

	/**
	 * Shortest delay that a percentile leads to.
	 */
	private Duration minDelay = Duration.ofMillis(10);

	/**
	 * Number of attempts in the last 30 seconds below which a percentile says nothing.
	 */
	private int minSamples = 100;

	/**
	 * Maximum number of such attempts of one exchange, one at a time. They count as
	 * attempts, and each is taken out of the budget of retries.
	 */
	private int max = 1;

	public @Nullable Duration getDelay() {
		return this.delay;
	}

	public void setDelay(@Nullable Duration delay) {
		this.delay = delay;
	}

	public @Nullable Double getPercentile() {
		return this.percentile;
	}

	public void setPercentile(@Nullable Double percentile) {
		this.percentile = percentile;
	}

	public Duration getMinDelay() {
		return this.minDelay;
	}

	public void setMinDelay(Duration minDelay) {
		this.minDelay = minDelay;
	}

	public int getMinSamples() {
		return this.minSamples;
	}

	public void setMinSamples(int minSamples) {
		this.minSamples = minSamples;
	}

	public int getMax() {
		return this.max;
	}

	public void setMax(int max) {
		this.max = max;
	}

}
