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

package dev.detour.proxy.exchange;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.overload.ExchangeLimit;

/**
 * How many exchanges the gateway has at the same time, and what it says to those who come
 * in vain.
 *
 * @param limit the limit of all exchanges, or {@code null} for none
 * @param retryAfter after what time they should come back, rounded up to seconds
 * @since 0.1.0
 */
public record OverloadRules(@Nullable ExchangeLimit limit, Duration retryAfter) {

	/**
	 * No limit for the gateway; who is refused by another should come back in a second.
	 */
	public static final OverloadRules DEFAULT = new OverloadRules(null, Duration.ofSeconds(1));

	private static final String RETRY_AFTER = "Retry-After";

	/**
	 * Checks the time.
	 * @param limit the limit of all exchanges, or {@code null} for none
	 * @param retryAfter after what time to come back
	 */
	public OverloadRules {
		if (retryAfter.isNegative() || retryAfter.isZero()) {
			throw new IllegalArgumentException("'retryAfter' must be positive, but was " + retryAfter);
		}
	}

	/**
	 * Returns an error page that says when to come back, if the exchange was refused. The
	 * page of a handler stays as it is if it says so itself, or is none of overload.
	 * @param error why there is an error page
	 * @param page the page, or {@code null} for the plain one
	 * @return the page, or {@code null} for the plain one
	 */
	@Nullable ProxyResponse page(ProxyError error, @Nullable ProxyResponse page) {
		if (error.type() != ErrorType.OVERLOADED) {
			return page;
		}
		ProxyResponse base = (page != null) ? page : ErrorPages.plain(error.type().status());
		if (base.status() != error.type().status() || base.headers().contains(RETRY_AFTER)) {
			return base;
		}
		return base.withHeader(RETRY_AFTER, String.valueOf(this.retryAfter.plusNanos(999_999_999).toSeconds()));
	}

}
