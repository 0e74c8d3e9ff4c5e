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

import dev.detour.proxy.overload.LimitSettings.Algorithm;

/**
 * How many exchanges there may be at the same time.
 *
 * @since 0.1.0
 */
public class OverloadProperties {

	/**
	 * Maximum number of exchanges at the same time. No limit by default.
	 */
	private @Nullable Integer maxExchanges;

	private final Queue queue = new Queue();

	private final Adaptive adaptive = new Adaptive();

	public @Nullable Integer getMaxExchanges() {
		return this.maxExchanges;
	}

	public void setMaxExchanges(@Nullable Integer maxExchanges) {
		this.maxExchanges = maxExchanges;
	}

	public Queue getQueue() {
		return this.queue;
	}

	public Adaptive getAdaptive() {
		return this.adaptive;
	}

	/**
	 * Those who wait when there are as many exchanges as there may be.
	 */
	public static class Queue {

		/**
		 * Maximum number of exchanges that wait. Further ones are refused at once. Zero
		 * for none.
		 */
		private int maxSize = 100;

		/**
		 * Time after which an exchange that waits is refused.
		 */
		private Duration timeout = Duration.ofSeconds(1);

		public int getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(int maxSize) {
			this.maxSize = maxSize;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * A limit that finds itself.
	 */
	public static class Adaptive {

		/**
		 * Whether the limit finds itself, between its minimum and maximum. Needs the
		 * library com.netflix.concurrency-limits:concurrency-limits-core.
		 */
		private boolean enabled = false;

		/**
		 * What the limit goes by: answers that become slower ("gradient"), or overload
		 * alone ("aimd").
		 */
		private Algorithm algorithm = Algorithm.GRADIENT;

		/**
		 * Minimum of the limit.
		 */
		private int minExchanges = 1;

		/**
		 * The limit at first. 20 by default, or the nearest that is allowed.
		 */
		private @Nullable Integer initialExchanges;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Algorithm getAlgorithm() {
			return this.algorithm;
		}

		public void setAlgorithm(Algorithm algorithm) {
			this.algorithm = algorithm;
		}

		public int getMinExchanges() {
			return this.minExchanges;
		}

		public void setMinExchanges(int minExchanges) {
			this.minExchanges = minExchanges;
		}

		public @Nullable Integer getInitialExchanges() {
			return this.initialExchanges;
		}

		public void setInitialExchanges(@Nullable Integer initialExchanges) {
			this.initialExchanges = initialExchanges;
		}

	}

}
