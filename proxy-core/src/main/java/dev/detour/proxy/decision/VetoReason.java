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

package dev.detour.proxy.decision;

import java.util.Locale;

/**
 * Why the engine refused a retry.
 *
 * @since 0.1.0
 */
public enum VetoReason {

	/**
	 * The response head has gone downstream.
	 */
	COMMITTED,

	/**
	 * A peer may have acted on a request that is not idempotent (RFC 9110 section 9.2.2),
	 * in this attempt or an earlier one.
	 */
	NOT_IDEMPOTENT,

	/**
	 * The content was sent and no complete copy of it is left.
	 */
	BODY_NOT_REPLAYABLE,

	/**
	 * The exchange has had all its attempts.
	 */
	ATTEMPTS_EXHAUSTED,

	/**
	 * The next attempt could not start before the deadline of the exchange.
	 */
	DEADLINE,

	/**
	 * The retry budget is spent.
	 */
	BUDGET_EXHAUSTED,

	/**
	 * The client has gone.
	 */
	CLIENT_GONE,

	/**
	 * The peer hook named no peer for the next attempt.
	 */
	NO_PEER,

	/**
	 * The gateway is shutting down.
	 */
	SHUTTING_DOWN;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the name of the reason in metrics and logs.
	 * @return the name, such as {@code not_idempotent}
	 */
	public String id() {
		return this.id;
	}

}
