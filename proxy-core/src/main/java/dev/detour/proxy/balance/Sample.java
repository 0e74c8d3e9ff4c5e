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

package dev.detour.proxy.balance;

import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.ProxyRequest;

/**
 * A share of all requests. An immutable value.
 *
 * @param share the share, from 0 to 1
 * @param key what decides whether a request is in the sample, or {@code null} for chance.
 * Requests with equal keys are in or out together, in every gateway, and stay in if the
 * share grows
 * @since 0.1.0
 */
public record Sample(double share, @Nullable HashKey key) {

	/**
	 * Checks the share.
	 * @param share the share, from 0 to 1
	 * @param key what decides
	 * @throws IllegalArgumentException if the share is not from 0 to 1
	 */
	public Sample {
		if (!(share >= 0 && share <= 1)) {
			throw new IllegalArgumentException("'share' must be from 0 to 1, but was " + share);
		}
	}

	/**
	 * Returns whether a request is in the sample. One that has no key is left to chance.
	 * @param request the request
	 * @param random where chance comes from
	 * @return {@code true} if it is
	 */
	public boolean includes(ProxyRequest request, RandomGenerator random) {
		if (this.share == 0 || this.share == 1) {
			return this.share == 1;
		}
		String value = (this.key != null) ? this.key.of(request) : null;
		return ((value != null) ? point(value) : random.nextDouble()) < this.share;
	}

	/**
	 * Places a key between 0 and 1. Reversed, so that a hash ring that has the same key
	 * spreads a sample over all of its peers.
	 * @param value the key
	 * @return the place
	 */
	private static double point(String value) {
		return (Long.reverse(Hash.of(value)) >>> 11) * 0x1.0p-53;
	}

}
