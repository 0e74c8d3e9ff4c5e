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

package dev.detour.proxy.event;

import java.util.Locale;

/**
 * What stands in for peers that have failed.
 *
 * @since 0.1.0
 */
public enum Fallback {

	/**
	 * The peers of another group.
	 */
	GROUP,

	/**
	 * The application's own code.
	 */
	FORWARD,

	/**
	 * A page.
	 */
	PAGE;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the name of the fallback in metrics and logs.
	 * @return the name, such as {@code group}
	 */
	public String id() {
		return this.id;
	}

}
