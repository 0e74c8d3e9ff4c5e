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

package dev.detour.proxy.overload;

import java.util.Locale;

/**
 * Why an exchange was refused.
 *
 * @since 0.1.0
 */
public enum RefusalReason {

	/**
	 * As many as may wait were waiting already.
	 */
	QUEUE_FULL,

	/**
	 * It waited as long as it may.
	 */
	QUEUE_TIMEOUT,

	/**
	 * All peers that it could have gone to had as much to do as they may have.
	 */
	PEERS_FULL;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the name in metrics and logs.
	 * @return the name, such as {@code queue_full}
	 */
	public String id() {
		return this.id;
	}

}
