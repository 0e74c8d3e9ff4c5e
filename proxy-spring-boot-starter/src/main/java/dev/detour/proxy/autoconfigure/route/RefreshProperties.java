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
 * When peers from DNS or discovery are looked up again.
 *
 * @since 0.1.0
 */
public class RefreshProperties {

	/**
	 * Time between two look-ups where the answer does not say how long it holds.
	 */
	private Duration interval = Duration.ofSeconds(30);

	/**
	 * Shortest time between two look-ups, however short an answer holds, and the time
	 * until a look-up that failed is repeated. Doubles with every further failure, up to
	 * 15 seconds.
	 */
	private Duration minInterval = Duration.ofSeconds(1);

	/**
	 * Longest time between two look-ups, however long an answer holds.
	 */
	private Duration maxInterval = Duration.ofSeconds(60);

	/**
	 * Largest share of the time that chance adds.
	 */
	private double jitter = 0.1;

	/**
	 * Time limit for a look-up.
	 */
	private Duration timeout = Duration.ofSeconds(10);

	/**
	 * Number of answers in a row that there are no peers after which those that are there
	 * are removed. By default, they stay.
	 */
	private @Nullable Integer removeAfter;

	public Duration getInterval() {
		return this.interval;
	}

	public void setInterval(Duration interval) {
		this.interval = interval;
	}

	public Duration getMinInterval() {
		return this.minInterval;
	}

	public void setMinInterval(Duration minInterval) {
		this.minInterval = minInterval;
	}

	public Duration getMaxInterval() {
		return this.maxInterval;
	}

	public void setMaxInterval(Duration maxInterval) {
		this.maxInterval = maxInterval;
	}

	public double getJitter() {
		return this.jitter;
	}

	public void setJitter(double jitter) {
		this.jitter = jitter;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable Integer getRemoveAfter() {
		return this.removeAfter;
	}

	public void setRemoveAfter(@Nullable Integer removeAfter) {
		this.removeAfter = removeAfter;
	}

}
