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

package dev.detour.proxy.handler;

import java.util.List;
import java.util.Set;

import org.springframework.core.Ordered;

import dev.detour.proxy.hook.ProxyHooks;

/**
 * A handler and the requests that it handles. An immutable value.
 *
 * @param handler the name of the handler in logs and metrics
 * @param hooks the user code
 * @param paths path patterns, at least one
 * @param hosts host patterns, empty for all hosts
 * @param methods request methods, empty for all
 * @param conditions what header fields and the query must be like, all of it
 * @param order breaks the tie with another handler whose path, host, methods and
 * conditions are as specific; the lower value wins
 * @since 0.1.0
 */
public record HandlerMapping(String handler, ProxyHooks<?> hooks, List<String> paths, List<String> hosts,
		Set<String> methods, Set<RequestCondition> conditions, int order) {

	/**
	 * Copies the collections.
	 * @param handler the name of the handler
	 * @param hooks the user code
	 * @param paths path patterns
	 * @param hosts host patterns
	 * @param methods request methods
	 * @param conditions what header fields and the query must be like
	 * @param order breaks ties
	 */
	public HandlerMapping {
		paths = List.copyOf(paths);
		hosts = List.copyOf(hosts);
		methods = Set.copyOf(methods);
		conditions = Set.copyOf(conditions);
		if (paths.isEmpty()) {
			throw new IllegalArgumentException("'paths' must not be empty");
		}
	}

	/**
	 * Creates a mapping without conditions.
	 * @param handler the name of the handler
	 * @param hooks the user code
	 * @param paths path patterns
	 * @param hosts host patterns
	 * @param methods request methods
	 * @param order breaks ties
	 */
	public HandlerMapping(String handler, ProxyHooks<?> hooks, List<String> paths, List<String> hosts,
			Set<String> methods, int order) {
		this(handler, hooks, paths, hosts, methods, Set.of(), order);
	}

	/**
	 * Returns a mapping of all requests to these paths.
	 * @param handler the name of the handler
	 * @param hooks the user code
	 * @param paths path patterns, at least one
	 * @return the mapping
	 */
	public static HandlerMapping of(String handler, ProxyHooks<?> hooks, String... paths) {
		return new HandlerMapping(handler, hooks, List.of(paths), List.of(), Set.of(), Set.of(),
				Ordered.LOWEST_PRECEDENCE);
	}

}
