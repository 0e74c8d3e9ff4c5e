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

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.web.util.pattern.PathPattern;

import dev.detour.proxy.http.ProxyRequest;

/**
 * One path and one host of a handler.
 *
 * @param match what is found
 * @param path the path pattern
 * @param host the host pattern
 * @param methods the request methods, empty for all
 * @param conditions what header fields and the query must be like
 * @param order breaks ties
 */
record HandlerRoute(HandlerMatch match, PathPattern path, HostPattern host, Set<String> methods,
		Set<RequestCondition> conditions, int order) {

	private static final String ALL_PATHS = "/**";

	/**
	 * Puts the route that is asked first, first.
	 */
	static final Comparator<HandlerRoute> PRECEDENCE = Comparator
		.comparing(HandlerRoute::path, PathPattern.SPECIFICITY_COMPARATOR)
		.thenComparing(HandlerRoute::host, HostPattern.SPECIFICITY)
		.thenComparing((route) -> route.methods().isEmpty())
		.thenComparing((route) -> route.conditions().size(), Comparator.reverseOrder())
		.thenComparing(HandlerRoute::order);

	boolean matchesMethod(String method) {
		return this.methods.isEmpty() || this.methods.contains(method);
	}

	/**
	 * Returns whether header fields and the query are as they must be.
	 * @param request the request, or {@code null} if only its line is known
	 * @return {@code true} if they are
	 */
	boolean matchesConditions(@Nullable ProxyRequest request) {
		if (this.conditions.isEmpty()) {
			return true;
		}
		if (request == null) {
			return false;
		}
		for (RequestCondition condition : this.conditions) {
			if (!condition.matches(request)) {
				return false;
			}
		}
		return true;
	}

	boolean matchesAllHosts() {
		return this.host.kind() == HostPattern.Kind.ANY;
	}

	boolean matchesAllPaths() {
		return this.path.getPatternString().equals(ALL_PATHS);
	}

	boolean matchesEverything() {
		return matchesAllPaths() && matchesAllHosts() && this.methods.isEmpty() && this.conditions.isEmpty();
	}

	/**
	 * Returns whether it would be left to chance which of two handlers gets a request.
	 * @param other a route
	 * @return {@code true} if both belong to different handlers, match the same request,
	 * and neither precedes the other
	 */
	boolean tiesWith(HandlerRoute other) {
		return !this.match.handler().equals(other.match.handler()) && PRECEDENCE.compare(this, other) == 0
				&& this.host.equals(other.host) && shareMethod(this.methods, other.methods)
				&& this.conditions.stream().noneMatch((condition) -> condition.excludesOneOf(other.conditions))
				&& PathOverlap.isPresent(this.path, other.path);
	}

	private static boolean shareMethod(Set<String> one, Set<String> other) {
		return one.isEmpty() || !Collections.disjoint(one, other);
	}

}
