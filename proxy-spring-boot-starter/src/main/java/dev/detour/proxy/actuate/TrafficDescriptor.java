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

package dev.detour.proxy.actuate;

import java.util.List;
import java.util.Map;

/**
 * What has happened since the start. The words and numbers are those of the meters.
 *
 * @param active the exchanges under way
 * @param exchanges the exchanges that are over, by outcome
 * @param attempts the attempts that are over, by outcome
 * @param retries the retries that have begun
 * @param suppressed the retries that were refused, by reason
 * @param hedges the attempts that were started beside a slow one
 * @param hedgesSuppressed those that were not, by reason
 * @param perSecond the last 60 seconds
 * @since 0.1.0
 */
public record TrafficDescriptor(long active, Map<String, Long> exchanges, Map<String, Long> attempts, long retries,
		Map<String, Long> suppressed, long hedges, Map<String, Long> hedgesSuppressed, PerSecond perSecond) {

	/**
	 * Counts of the last 60 whole seconds, oldest first.
	 *
	 * @param exchanges the exchanges that ended
	 * @param failed those of them that failed or broke off
	 * @param retries the retries that began
	 * @param suppressed the retries that were refused
	 */
	public record PerSecond(List<Long> exchanges, List<Long> failed, List<Long> retries, List<Long> suppressed) {

	}

}
