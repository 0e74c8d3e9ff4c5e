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

package dev.detour.proxy.autoconfigure.route;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What stands in for peers that have failed.
 *
 * @since 0.1.0
 */
public class FallbackProperties {

	/**
	 * Name of the group whose peers are used when those of the route have failed.
	 */
	private @Nullable String group;

	/**
	 * Number of attempts after which that group is used, even if there are peers of the
	 * route that were not tried. By default all but the last.
	 */
	private @Nullable Integer afterAttempts;

	/**
	 * Path of the application itself where an exchange that has failed is answered.
	 */
	private @Nullable String forward;

	/**
	 * Pages for exchanges that have failed, by status: "503", "5xx", "4xx", or "default".
	 */
	private Map<String, PageProperties> pages = new LinkedHashMap<>();

	public @Nullable String getGroup() {
		return this.group;
	}

	public void setGroup(@Nullable String group) {
		this.group = group;
	}

	public @Nullable Integer getAfterAttempts() {
		return this.afterAttempts;
	}

	public void setAfterAttempts(@Nullable Integer afterAttempts) {
		this.afterAttempts = afterAttempts;
	}

	public @Nullable String getForward() {
		return this.forward;
	}

	public void setForward(@Nullable String forward) {
		this.forward = forward;
	}

	public Map<String, PageProperties> getPages() {
		return this.pages;
	}

	public void setPages(Map<String, PageProperties> pages) {
		this.pages = pages;
	}

}
