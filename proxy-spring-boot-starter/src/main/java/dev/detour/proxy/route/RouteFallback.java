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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.Forward;

/**
 * What stands in for the peers of a route when they have failed. An immutable value.
 *
 * @param group the name of another group, or {@code null} for none
 * @param afterAttempts the number of attempts after which the other group is used, even
 * if the group of the route has peers that were not tried
 * @param forward where the application itself answers, or {@code null} if it does not
 * @param pages pages, if the application does not answer
 * @since 0.1.0
 */
public record RouteFallback(@Nullable String group, int afterAttempts, @Nullable String forward, FallbackPages pages) {

	/**
	 * Name of the attribute of a forwarded request that has the last failure, a
	 * {@link dev.detour.proxy.failure.ProxyError}.
	 */
	public static final String ERROR_ATTRIBUTE = "proxy.error";

	/**
	 * Name of the attribute of a forwarded request that has the attempts, as
	 * {@link dev.detour.proxy.attempt.Attempts}.
	 */
	public static final String ATTEMPTS_ATTRIBUTE = "proxy.attempts";

	/**
	 * Name of the attribute of a forwarded request that has the client's request as it
	 * was, a {@link dev.detour.proxy.http.ProxyRequest}.
	 */
	public static final String REQUEST_ATTRIBUTE = "proxy.request";

	/**
	 * The plain page.
	 */
	public static final RouteFallback NONE = new RouteFallback(null, 1, null, FallbackPages.NONE);

	/**
	 * Checks the parts.
	 * @param group the name of another group
	 * @param afterAttempts the number of attempts after which it is used
	 * @param forward where the application itself answers
	 * @param pages pages
	 * @throws IllegalArgumentException if the number is not positive, or there is no such
	 * path
	 */
	public RouteFallback {
		if (afterAttempts < 1) {
			throw new IllegalArgumentException("'afterAttempts' must be positive, but was " + afterAttempts);
		}
		if (forward != null) {
			Forward.check(forward);
		}
	}

	/**
	 * Returns whether there is something else to answer than the plain page.
	 * @return {@code true} if there is
	 */
	boolean answers() {
		return this.forward != null || !this.pages.isEmpty();
	}

}
