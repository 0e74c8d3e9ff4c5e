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
 * What happens when an attempt fails.
 *
 * @since 0.1.0
 */
public class FailoverProperties {

	/**
	 * Maximum number of attempts of one exchange, including the first.
	 */
	private int maxAttempts = 3;

	/**
	 * Comma-separated list of failures and statuses after which another attempt is made
	 * if that is safe.
	 */
	private List<String> retryOn = new ArrayList<>(
			List.of("connect-failure", "stale", "reset", "refused", "timeout", "502", "503", "504"));

	/**
	 * Comma-separated list of methods, besides the idempotent ones, whose requests may be
	 * sent again after a peer may have acted on them. You vouch that this does no harm.
	 */
	private List<String> repeatableMethods = new ArrayList<>();

	/**
	 * Time from the start of an exchange to the head of its response, over all attempts.
	 */
	private Duration timeout = Duration.ofSeconds(15);

	/**
	 * Time that one attempt may go without progress before the head of its response. The
	 * last attempt has what is left of the whole.
	 */
	private @Nullable Duration attemptTimeout;

	/**
	 * Whether request headers (X-Proxy-Max-Attempts, X-Proxy-Timeout-Ms) may lower, never
	 * raise, the attempts and the time.
	 */
	private boolean clientLimits = false;

	private final Backoff backoff = new Backoff();

	@NestedConfigurationProperty
	private final BudgetProperties budget = new BudgetProperties();

	@NestedConfigurationProperty
	private final HedgeProperties hedge = new HedgeProperties();

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

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable Duration getAttemptTimeout() {
		return this.attemptTimeout;
	}

	public void setAttemptTimeout(@Nullable Duration attemptTimeout) {
		this.attemptTimeout = attemptTimeout;
	}

	public boolean isClientLimits() {
		return this.clientLimits;
	}

	public void setClientLimits(boolean clientLimits) {
		this.clientLimits = clientLimits;
	}

	public Backoff getBackoff() {
		return this.backoff;
	}

	public BudgetProperties getBudget() {
		return this.budget;
	}

	public HedgeProperties getHedge() {
		return this.hedge;
	}

	/**
	 * Waiting before a retry.
	 */
	public static class Backoff {

		/**
		 * Longest wait before the first retry. Doubles with every further one.
		 */
		private Duration base = Duration.ofMillis(25);

		/**
		 * Longest wait before any retry.
		 */
		private Duration max = Duration.ofMillis(250);

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

	}

}
