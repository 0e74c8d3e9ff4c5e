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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of header fields.
 *
 * @since 0.1.0
 */
public class HeadersProperties {

	/**
	 * Fields to add, by name.
	 */
	private Map<String, String> add = new LinkedHashMap<>();

	/**
	 * Fields to set, by name, in place of those with the same name.
	 */
	private Map<String, String> set = new LinkedHashMap<>();

	/**
	 * Comma-separated list of names of fields to remove.
	 */
	private List<String> remove = new ArrayList<>();

	public Map<String, String> getAdd() {
		return this.add;
	}

	public void setAdd(Map<String, String> add) {
		this.add = add;
	}

	public Map<String, String> getSet() {
		return this.set;
	}

	public void setSet(Map<String, String> set) {
		this.set = set;
	}

	public List<String> getRemove() {
		return this.remove;
	}

	public void setRemove(List<String> remove) {
		this.remove = remove;
	}

}
