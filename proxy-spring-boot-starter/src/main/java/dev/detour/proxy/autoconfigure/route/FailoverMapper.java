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
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.policy.AttemptTimeout;
import dev.detour.proxy.policy.Backoff;
import dev.detour.proxy.policy.RetryOn;
import dev.detour.proxy.policy.RetryPolicy;
import dev.detour.proxy.route.FailoverSettings;
import dev.detour.proxy.route.HedgeSettings;

/**
 * Properties to what happens when an attempt fails.
 */
final class FailoverMapper {

	private FailoverMapper() {
	}

	/**
	 * Makes the settings of a route.
	 * @param failover the properties
	 * @param section where they are
	 * @return the settings, or {@code null} if something is wrong
	 */
	static @Nullable FailoverSettings map(FailoverProperties failover, Section section) {
		section.atLeast("max-attempts", failover.getMaxAttempts(), 1);
		AttemptTimeout attemptTimeout = times(failover.getTimeout(), failover.getAttemptTimeout(), section);
		RetryPolicy policy = policy(failover.getRetryOn(), failover.getBackoff(), failover.getRepeatableMethods(),
				section);
		HedgeSettings hedge = HedgeMapper.map(failover.getHedge(), failover.getTimeout(), section.below("hedge"));
		return (policy != null && section.problems().all().isEmpty()) ? new FailoverSettings(failover.getMaxAttempts(),
				failover.getTimeout(), attemptTimeout, policy, failover.isClientLimits(), hedge) : null;
	}

	/**
	 * Checks the times.
	 * @param timeout that of the whole, or {@code null} for no limit
	 * @param attemptTimeout that of one attempt, or {@code null} for no limit
	 * @param section where they are
	 * @return the time of one attempt, without a limit if it is wrong
	 */
	static AttemptTimeout times(@Nullable Duration timeout, @Nullable Duration attemptTimeout, Section section) {
		section.positive("timeout", timeout);
		section.positive("attempt-timeout", attemptTimeout);
		if (attemptTimeout == null || attemptTimeout.isNegative() || attemptTimeout.isZero()) {
			return AttemptTimeout.NONE;
		}
		if (timeout != null && attemptTimeout.compareTo(timeout) > 0) {
			section.problem("attempt-timeout", "Must not be more than 'timeout' " + timeout);
		}
		return AttemptTimeout.of(attemptTimeout);
	}

	/**
	 * Makes a policy.
	 * @param retryOn after what to retry
	 * @param times how long to wait
	 * @param methods methods that may be repeated
	 * @param section where these are
	 * @return the policy, or {@code null} if something is wrong
	 */
	static @Nullable RetryPolicy policy(List<String> retryOn, FailoverProperties.Backoff times, List<String> methods,
			Section section) {
		RetryOn conditions = section.check("retry-on", () -> RetryOn.parse(retryOn));
		Section backoff = section.below("backoff");
		backoff.notNegative("base", times.getBase());
		if (times.getMax().compareTo(times.getBase()) < 0) {
			backoff.problem("max", "Must not be less than 'base' " + times.getBase());
		}
		Set<String> repeatable = RouteMapper.upperCase(methods);
		RouteMapper.check(section, "repeatable-methods", List.of("/**"), List.of(), repeatable);
		return (conditions != null && section.problems().all().isEmpty())
				? new RetryPolicy(conditions, new Backoff(times.getBase(), times.getMax()), repeatable) : null;
	}

}
