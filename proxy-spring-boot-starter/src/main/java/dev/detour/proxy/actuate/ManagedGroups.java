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

import java.util.List;

/**
 * Knows groups of peers. Beans of this type give the Actuator endpoint, the dashboard,
 * and the health of the gateway the groups that they show.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ManagedGroups {

	/**
	 * Returns the groups that there are now.
	 * @return the groups
	 */
	List<? extends ManagedGroup> groups();

	/**
	 * Returns the groups of several.
	 * @param all know groups
	 * @return all groups
	 */
	static ManagedGroups of(List<? extends ManagedGroups> all) {
		return () -> all.stream().flatMap((groups) -> groups.groups().stream()).toList();
	}

}
