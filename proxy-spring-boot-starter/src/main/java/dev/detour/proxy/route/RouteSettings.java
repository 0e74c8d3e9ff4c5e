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
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.handler.RequestCondition;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.overload.LimitSettings;

/**
 * What a route is to be like. An immutable value.
 *
 * @param id the name
 * @param match which requests it is for
 * @param group the name of the group whose peers are used, or {@code null} if it answers
 * itself
 * @param answer what it answers itself, or {@code null} if there is a group
 * @param failover what happens when an attempt fails
 * @param rewrite what is done to the path
 * @param request what is done to the header fields of requests
 * @param response what is done to the header fields of responses
 * @param fallback what stands in for peers that have failed
 * @param limit how many exchanges it may have at the same time, or {@code null} for no
 * limit
 * @param mirror which requests are mirrored, or {@code null} if none are
 * @since 0.1.0
 */
public record RouteSettings(String id, Match match, @Nullable String group, @Nullable RouteAnswer answer,
		FailoverSettings failover, PathRewrite rewrite, HeaderChanges request, HeaderChanges response,
		RouteFallback fallback, @Nullable LimitSettings limit, @Nullable MirrorSettings mirror) {

	/**
	 * Checks that there is a group or an answer.
	 * @param id the name
	 * @param match which requests it is for
	 * @param group the name of the group
	 * @param answer what it answers itself
	 * @param failover what happens when an attempt fails
	 * @param rewrite what is done to the path
	 * @param request what is done to requests
	 * @param response what is done to responses
	 * @param fallback what stands in for peers that have failed
	 * @param limit how many exchanges it may have
	 * @param mirror which requests are mirrored
	 */
	public RouteSettings {
		if ((group == null) == (answer == null)) {
			throw new IllegalArgumentException("Route '" + id + "' must have either a group or an answer");
		}
	}

	HandlerMapping mapping(ProxyHooks<?> hooks) {
		return new HandlerMapping(this.id, hooks, this.match.paths, this.match.hosts, this.match.methods,
				this.match.conditions, this.match.order);
	}

	/**
	 * Which requests a route is for.
	 *
	 * @param paths path patterns
	 * @param hosts host patterns, empty for all
	 * @param methods request methods, empty for all
	 * @param conditions what header fields and the query must be like
	 * @param order breaks ties
	 */
	public record Match(List<String> paths, List<String> hosts, Set<String> methods, Set<RequestCondition> conditions,
			int order) {

	}

}
