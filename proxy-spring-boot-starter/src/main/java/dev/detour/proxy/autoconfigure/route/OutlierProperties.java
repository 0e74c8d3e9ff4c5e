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
import java.util.ArrayList;
import java.util.List;

/**
 * Ejection of peers for what their attempts show.
 *
 * @since 0.1.0
 */
public class OutlierProperties {

	/**
	 * Whether peers are ejected.
	 */
	private boolean enabled = true;

	/**
	 * Number of failures in a row that ejects a peer.
	 */
	private int consecutiveFailures = 5;

	/**
	 * Share of successes below which a peer is ejected.
	 */
	private double successRate = 0.8;

	/**
	 * Number of attempts below which the share of successes says nothing.
	 */
	private int minSamples = 10;

	/**
	 * Time over which the share of successes is measured.
	 */
	private Duration window = Duration.ofSeconds(10);

	/**
	 * Largest share of a group that is ejected. Its last peer never is.
	 */
	private double maxEjected = 0.5;

	/**
	 * Comma-separated list of statuses that are failures of a peer.
	 */
	private List<String> statuses = new ArrayList<>(List.of("500", "502", "503", "504"));

	private final Ejection ejection = new Ejection();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public int getConsecutiveFailures() {
		return this.consecutiveFailures;
	}

	public void setConsecutiveFailures(int consecutiveFailures) {
		this.consecutiveFailures = consecutiveFailures;
	}

	public double getSuccessRate() {
		return this.successRate;
	}

	public void setSuccessRate(double successRate) {
		this.successRate = successRate;
	}

	public int getMinSamples() {
		return this.minSamples;
	}

	public void setMinSamples(int minSamples) {
		this.minSamples = minSamples;
	}

	public Duration getWindow() {
		return this.window;
	}

	public void setWindow(Duration window) {
		this.window = window;
	}

	public double getMaxEjected() {
		return this.maxEjected;
	}

	public void setMaxEjected(double maxEjected) {
		this.maxEjected = maxEjected;
	}

	public List<String> getStatuses() {
		return this.statuses;
	}

	public void setStatuses(List<String> statuses) {
		this.statuses = statuses;
	}

	public Ejection getEjection() {
		return this.ejection;
	}

	/**
	 * How long a peer is ejected.
	 */
	public static class Ejection {

		/**
		 * Time of the first ejection. Doubles with every further one; for every such time
		 * without any, one is forgotten.
		 */
		private Duration base = Duration.ofSeconds(5);

		/**
		 * Longest time of an ejection, before jitter.
		 */
		private Duration max = Duration.ofSeconds(60);

		/**
		 * Largest share that chance adds to the time.
		 */
		private double jitter = 0.5;

		public Duration getBase() {
			return this.base;
		}

		public void setBase(Duration base) {
			this.base = base;
		}

		public Duration getMax() {
			return this.max;
		}

		public void setMax(Duration max) {
			this.max = max;
		}

		public double getJitter() {
			return this.jitter;
		}

		public void setJitter(double jitter) {
			this.jitter = jitter;
		}

	}

}
