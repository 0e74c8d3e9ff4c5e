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

import java.util.Locale;

/**
 * How a peer is doing.
 *
 * @since 0.1.0
 */
public enum PeerCondition {

	/**
	 * Nothing is wrong, as far as is known.
	 */
	UP,

	/**
	 * Its latest attempt has failed. It is used all the same.
	 */
	FAILING,

	/**
	 * Its group gives it no exchanges for now, since its attempts failed or since
	 * somebody said so.
	 */
	EJECTED,

	/**
	 * Its group gives it no exchanges, since checks found it unfit.
	 */
	DOWN,

	/**
	 * Its group gives it no new exchanges any more.
	 */
	DRAINING;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the name as it is shown.
	 * @return the name, such as {@code ejected}
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns whether a group gives exchanges to the peer.
	 * @return {@code true} if it does
	 */
	public boolean isHealthy() {
		return this == UP || this == FAILING;
	}

}
