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

package dev.detour.proxy.route;

import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Pages for exchanges that have failed, by status. An immutable value.
 *
 * @param pages the pages, each for a status such as {@code 503}, for {@code 4xx}, for
 * {@code 5xx}, or for all others as {@code default}
 * @since 0.1.0
 */
public record FallbackPages(Map<String, FallbackPage> pages) {

	/**
	 * No pages.
	 */
	public static final FallbackPages NONE = new FallbackPages(Map.of());

	private static final Pattern KEY = Pattern.compile("[45]\\d\\d|[45]xx|default");

	/**
	 * Checks the keys and copies the map.
	 * @param pages the pages
	 * @throws IllegalArgumentException if a key is none
	 */
	public FallbackPages {
		pages.keySet().forEach(FallbackPages::check);
		pages = Map.copyOf(pages);
	}

	/**
	 * Checks for what a page is.
	 * @param key the key
	 * @return the key
	 * @throws IllegalArgumentException if it is none
	 */
	public static String check(String key) {
		if (!KEY.matcher(key).matches()) {
			throw new IllegalArgumentException(
					"Must be for a status from 400 to 599, '4xx', '5xx', or 'default', but is for '" + key + "'");
		}
		return key;
	}

	/**
	 * Returns whether there are no pages.
	 * @return {@code true} if there are none
	 */
	public boolean isEmpty() {
		return this.pages.isEmpty();
	}

	/**
	 * Finds the page for a status: its own, else that of its class, else the default.
	 * @param status the status
	 * @return the page, or {@code null} if there is none
	 */
	@Nullable FallbackPage page(int status) {
		FallbackPage page = this.pages.get(Integer.toString(status));
		page = (page != null) ? page : this.pages.get(status / 100 + "xx");
		return (page != null) ? page : this.pages.get("default");
	}

}
