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

package dev.detour.proxy.policy;

import java.time.Duration;

/**
 * The limits of mirrored requests. An immutable value.
 *
 * @param maxConcurrent the most mirrored requests that are under way at the same time
 * @param maxBufferSize the most bytes of content of one request that wait until the peer
 * takes them
 * @param maxResponseSize the most bytes of content of a response that are read
 * @param timeout the time from the end of the request to the end of the response
 * @since 0.1.0
 */
public record MirrorLimits(int maxConcurrent, long maxBufferSize, long maxResponseSize, Duration timeout) {

	/**
	 * 100 requests, 64 KiB of content that wait, 1 MiB of a response, and 15 seconds.
	 */
	public static final MirrorLimits DEFAULT = new MirrorLimits(100, 64 << 10, 1 << 20, Duration.ofSeconds(15));

	/**
	 * Checks the limits.
	 * @param maxConcurrent the most mirrored requests at the same time
	 * @param maxBufferSize the most bytes that wait
	 * @param maxResponseSize the most bytes that are read
	 * @param timeout the time limit
	 */
	public MirrorLimits {
		if (maxConcurrent < 1) {
			throw new IllegalArgumentException("'maxConcurrent' must be positive, but was " + maxConcurrent);
		}
		if (maxBufferSize < 0) {
			throw new IllegalArgumentException("'maxBufferSize' must not be negative, but was " + maxBufferSize);
		}
		if (maxResponseSize < 0) {
			throw new IllegalArgumentException("'maxResponseSize' must not be negative, but was " + maxResponseSize);
		}
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("'timeout' must be positive, but was " + timeout);
		}
	}

}
