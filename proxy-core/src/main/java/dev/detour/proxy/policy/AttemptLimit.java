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

import org.jspecify.annotations.Nullable;

/**
 * The time limits of one attempt. Both end with the head of a response.
 *
 * @param stalled how long it may go without progress in either direction; progress, be it
 * a piece of the request that the peer took, begins it anew; {@code null} for no limit
 * @param total how long it may go in all, which is what is left for its exchange;
 * {@code null} for no limit
 * @since 0.1.0
 */
public record AttemptLimit(@Nullable Duration stalled, @Nullable Duration total) {

	/**
	 * No limit.
	 */
	public static final AttemptLimit NONE = new AttemptLimit(null, null);

}
