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

/**
 * Budget of retries.
 *
 * @since 0.1.0
 */
public class BudgetProperties {

	/**
	 * Whether retries are limited over many exchanges. One after an attempt that was not
	 * sent is always free.
	 */
	private boolean enabled = true;

	/**
	 * Retries for every exchange.
	 */
	private double ratio = 0.2;

	/**
	 * Retries for every second, on top of the ratio.
	 */
	private int minPerSecond = 10;

	/**
	 * Time over which exchanges and retries are counted.
	 */
	private Duration window = Duration.ofSeconds(10);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public double getRatio() {
		return this.ratio;
	}

	public void setRatio(double ratio) {
		this.ratio = ratio;
	}

	public int getMinPerSecond() {
		return this.minPerSecond;
	}

	public void setMinPerSecond(int minPerSecond) {
		this.minPerSecond = minPerSecond;
	}

	public Duration getWindow() {
		return this.window;
	}

	public void setWindow(Duration window) {
		this.window = window;
	}

}
