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

import dev.detour.proxy.http.Headers;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * Limits that a client sets for its request: it may lower what is configured, never raise
 * it. What cannot be understood is ignored.
 */
final class ClientLimits {

	static final String MAX_ATTEMPTS = "X-Proxy-Max-Attempts";

	static final String TIMEOUT = "X-Proxy-Timeout-Ms";

	private static final int MAX_DIGITS = 9;

	private ClientLimits() {
	}

	static FailoverPolicy apply(FailoverPolicy policy, Headers headers) {
		int attempts = number(headers.first(MAX_ATTEMPTS));
		int millis = number(headers.first(TIMEOUT));
		if (attempts == 0 && millis == 0) {
			return policy;
		}
		return policy.lowered((attempts > 0) ? attempts : policy.maxAttempts(),
				(millis > 0) ? Duration.ofMillis(millis) : null);
	}

	private static int number(@Nullable String text) {
		if (text == null || text.isEmpty() || text.length() > MAX_DIGITS
				|| !text.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return 0;
		}
		return Integer.parseInt(text);
	}

}
