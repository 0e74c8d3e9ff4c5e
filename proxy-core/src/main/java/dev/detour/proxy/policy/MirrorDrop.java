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

import java.util.Locale;

/**
 * Why a mirrored request was not made, or not finished, though its peer did not fail.
 *
 * @since 0.1.0
 */
public enum MirrorDrop {

	/**
	 * There were as many under way as there may be.
	 */
	TOO_MANY,

	/**
	 * The group had no peer to use.
	 */
	NO_PEER,

	/**
	 * The peer took the content so slowly that more of it waited than may.
	 */
	BUFFER_FULL,

	/**
	 * More content waited for all peers together than may.
	 */
	MEMORY_FULL,

	/**
	 * The exchange was over before all of the request had come.
	 */
	INCOMPLETE,

	/**
	 * The response was longer than it may be, and was cut off.
	 */
	RESPONSE_TOO_LARGE,

	/**
	 * The gateway is shutting down.
	 */
	SHUTTING_DOWN;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the name of the reason in metrics and logs.
	 * @return the name, such as {@code buffer_full}
	 */
	public String id() {
		return this.id;
	}

}
