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

import dev.detour.proxy.policy.AttemptTimeout;
import dev.detour.proxy.policy.RetryPolicy;

/**
 * What a route does when an attempt fails. An immutable value.
 *
 * @param maxAttempts the most attempts of one exchange, the first included
 * @param timeout the time from the start of an exchange to the head of its response
 * @param attemptTimeout how long one attempt may take
 * @param policy after what to retry, and how long to wait
 * @param clientLimits whether request headers may lower attempts and time
 * @param hedge when another attempt is started beside a slow one, or {@code null} for
 * never
 * @since 0.1.0
 */
public record FailoverSettings(int maxAttempts, Duration timeout, AttemptTimeout attemptTimeout, RetryPolicy policy,
		boolean clientLimits, @Nullable HedgeSettings hedge) {

}
