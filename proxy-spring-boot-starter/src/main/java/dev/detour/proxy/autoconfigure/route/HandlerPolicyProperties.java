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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Limits of a handler, and what happens when an attempt fails and it has no opinion.
 *
 * @since 0.1.0
 */
public class HandlerPolicyProperties {

	/**
	 * Maximum number of attempts of one exchange, including the first.
	 */
	private int maxAttempts = 16;

	/**
	 * Comma-separated list of failures and statuses after which another attempt is made
	 * if that is safe and the handler has no opinion. None by default.
	 */
	private List<String> retryOn = new ArrayList<>();

	/**
	 * Comma-separated list of methods, besides the idempotent ones, whose requests may be
	 * sent again after a peer may have acted on them. You vouch that this does no harm.
	 */
	private List<String> repeatableMethods = new ArrayList<>();

	/**
	 * Time from the start of an exchange to the head of its response, over all attempts.
	 * Unlimited by default.
	 */
	private @Nullable Duration timeout;

	/**
	 * Time that one attempt may go without progress before the head of its response. The
	 * last attempt has what is left of the whole.
	 */
	private @Nullable Duration attemptTimeout;

	@NestedConfigurationProperty
	private final FailoverProperties.Backoff backoff = new FailoverProperties.Backoff();

	private final Budget budget = new Budget();

	public int getMaxAttempts() {
		return this.maxAttempts;
	}

	public void setMaxAttempts(int maxAttempts) {
		this.maxAttempts = maxAttempts;
	}

	public List<String> getRetryOn() {
		return this.retryOn;
	}

	public void setRetryOn(List<String> retryOn) {
		this.retryOn = retryOn;
	}

	public List<String> getRepeatableMethods() {
		return this.repeatableMethods;
	}

	public void setRepeatableMethods(List<String> repeatableMethods) {
		this.repeatableMethods = repeatableMethods;
	}

	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable Duration getAttemptTimeout() {
		return this.attemptTimeout;
	}

	public void setAttemptTimeout(@Nullable Duration attemptTimeout) {
		this.attemptTimeout = attemptTimeout;
	}

	public FailoverProperties.Backoff getBackoff() {
		return this.backoff;
	}

	public Budget getBudget() {
		return this.budget;
	}

	/**
	 * Budget of retries, one for each handler.
	 */
	public static class Budget {

		/**
		 * Retries for every exchange. Unlimited by default.
		 */
		private @Nullable Double ratio;

		/**
		 * Retries for every second, on top of the ratio.
		 */
		private int minPerSecond = 10;

		/**
		 * Time over which exchanges and retries are counted.
		 */
		private Duration window = Duration.ofSeconds(10);

		public @Nullable Double getRatio() {
			return this.ratio;
		}

		public void setRatio(@Nullable Double ratio) {
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

		BudgetProperties forGroup() {
			BudgetProperties budget = new BudgetProperties();
			budget.setEnabled(this.ratio != null);
			budget.setRatio((this.ratio != null) ? this.ratio : 0);
			budget.setMinPerSecond(this.minPerSecond);
			budget.setWindow(this.window);
			return budget;
		}

	}

}
