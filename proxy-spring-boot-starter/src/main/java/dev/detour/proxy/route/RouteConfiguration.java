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

import java.util.List;

/**
 * All groups and routes. An immutable value.
 *
 * @param groups the groups, each with another name
 * @param routes the routes, whose groups are among these
 * @since 0.1.0
 */
public record RouteConfiguration(List<GroupSettings> groups, List<RouteSettings> routes) {

	/**
	 * Copies the lists.
	 * @param groups the groups
	 * @param routes the routes
	 */
	public RouteConfiguration {
		groups = List.copyOf(groups);
		routes = List.copyOf(routes);
	}

}
