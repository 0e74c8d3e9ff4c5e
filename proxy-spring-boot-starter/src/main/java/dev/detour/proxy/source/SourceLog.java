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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what becomes of look-ups, once for each change. What becomes of the members is the
 * business of the group.
 *
 * @since 0.1.0
 */
public final class SourceLog implements SourceListener {

	private static final Logger logger = LoggerFactory.getLogger(SourceLog.class);

	@Override
	public void lookedUp(String group, SourceSettings source, LookupResult result, SourceStatus before) {
		if (result instanceof LookupResult.Found found) {
			if (before.failures() > 0) {
				logger.info("Group '{}': look-up of {} '{}' succeeds after {} that did not, with {} peers", group,
						source.kind(), source.name(), before.failures(), found.peers().size());
			}
			return;
		}
		LookupResult failure = before.failure();
		if (failure == null || !failure.id().equals(result.id())) {
			logger.warn("Group '{}': look-up of {} '{}': {} ({}). The peers that are there stay for now", group,
					source.kind(), source.name(), result.id(), result);
		}
		else {
			logger.debug("Group '{}': look-up of {} '{}': {} ({})", group, source.kind(), source.name(), result.id(),
					result);
		}
	}

	@Override
	public void membersRemoved(String group, SourceSettings source) {
		logger.warn("Group '{}': {} '{}' was absent {} times in a row, so its peers are removed", group, source.kind(),
				source.name(), source.refresh().removeAfter());
	}

}
