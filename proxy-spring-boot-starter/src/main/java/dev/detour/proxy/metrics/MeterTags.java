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

package dev.detour.proxy.metrics;

/**
 * Names of the tags of meters.
 */
final class MeterTags {

	static final String HANDLER = "handler";

	static final String PEER = "peer";

	static final String OUTCOME = "outcome";

	static final String STATUS = "status";

	static final String ERROR = "error";

	static final String PHASE = "phase";

	static final String DECISION = "decision";

	static final String REASON = "reason";

	static final String FALLBACK = "fallback";

	static final String STATE = "state";

	static final String GROUP = "group";

	static final String CAUSE = "cause";

	static final String LIMIT = "limit";

	static final String DIRECTION = "direction";

	private MeterTags() {
	}

}
