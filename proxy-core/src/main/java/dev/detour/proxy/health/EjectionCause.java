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

package dev.detour.proxy.health;

import java.util.Locale;

/**
 * Why a peer was ejected.
 *
 * @since 0.1.0
 */
public enum EjectionCause {

	/**
	 * It failed too often in a row.
	 */
	CONSECUTIVE_FAILURES,

	/**
	 * It failed too large a part of what it got lately.
	 */
	SUCCESS_RATE,

	/**
	 * Connections to it failed too often in a row.
	 */
	CONSECUTIVE_CONNECT_FAILURES,

	/**
	 * Too large a part of the connections to it failed lately.
	 */
	CONNECT_SUCCESS_RATE,

	/**
	 * It failed what it got to prove itself.
	 */
	PROBE_FAILED;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the name of the cause in metrics and logs.
	 * @return the name, such as {@code success_rate}
	 */
	public String id() {
		return this.id;
	}

}
