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

package dev.detour.proxy.source;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a source is doing. An immutable value.
 *
 * @param lastSuccess when it found members, or {@code null} if it never has
 * @param failures how many look-ups in a row have found none since
 * @param failure what came of the latest of those, or {@code null} if there are none
 * @since 0.1.0
 */
public record SourceStatus(@Nullable Instant lastSuccess, int failures, @Nullable LookupResult failure) {

	static final SourceStatus NEW = new SourceStatus(null, 0, null);

	SourceStatus after(LookupResult result, Instant now) {
		return (result instanceof LookupResult.Found) ? new SourceStatus(now, 0, null)
				: new SourceStatus(this.lastSuccess, this.failures + 1, result);
	}

}
