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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;

import dev.detour.proxy.http.ProxyRequest;

/**
 * All handlers, in the order in which they are asked. An immutable value.
 */
final class HandlerTable implements ProxyHandlerRegistry {

	static final HandlerTable EMPTY = new HandlerTable(List.of(), List.of());

	private final List<HandlerMapping> mappings;

	private final HandlerRoute[] routes;

	private final PathIndex index;

	private final @Nullable HandlerMatch everything;

	private HandlerTable(List<HandlerMapping> mappings, List<HandlerRoute> routes) {
		this.mappings = mappings;
		this.routes = routes.toArray(HandlerRoute[]::new);
		this.index = PathIndex.of(routes);
		boolean single = this.routes.length == 1 && this.routes[0].matchesEverything();
		this.everything = single ? this.routes[0].match() : null;
	}

	static HandlerTable of(Collection<HandlerMapping> mappings) {
		List<HandlerProblem> problems = new ArrayList<>();
		HandlerTable table = of(mappings, problems);
		if (!problems.isEmpty()) {
			throw new InvalidProxyHandlerException(problems);
		}
		return table;
	}

	static HandlerTable of(Collection<HandlerMapping> mappings, List<HandlerProblem> problems) {
		List<HandlerMapping> sorted = mappings.stream().sorted(Comparator.comparing(HandlerMapping::handler)).toList();
		RouteParser parser = new RouteParser(problems);
		List<HandlerRoute> routes = sorted.stream().flatMap((mapping) -> parser.parse(mapping).stream()).toList();
		parser.reportTies(routes);
		return new HandlerTable(sorted, routes.stream().sorted(HandlerRoute.PRECEDENCE).toList());
	}

	@Override
	public List<HandlerMapping> mappings() {
		return this.mappings;
	}

	@Override
	public @Nullable HandlerMatch match(String method, String host, String path) {
		return match(method, host, path, null);
	}

	@Override
	public @Nullable HandlerMatch match(ProxyRequest request) {
		return match(request.method(), request.host(), request.path(), request);
	}

	private @Nullable HandlerMatch match(String method, String host, String path, @Nullable ProxyRequest request) {
		if (!path.startsWith("/")) {
			return null;
		}
		if (this.everything != null) {
			return this.everything;
		}
		if (!this.index.isUseful()) {
			return search(this.routes, method, host, path, null, request);
		}
		if (PathIndex.isPlain(path)) {
			return search(this.index.candidates(path), method, host, path, null, request);
		}
		PathContainer parsed = parse(path);
		// Without a path that can be decoded it is not known who could have claimed it.
		return (parsed != null) ? search(this.index.candidates(parsed), method, host, path, parsed, request)
				: search(this.routes, method, host, path, null, request);
	}

	private static @Nullable HandlerMatch search(HandlerRoute[] routes, String method, String host, String path,
			@Nullable PathContainer parsed, @Nullable ProxyRequest request) {
		String name = null;
		for (HandlerRoute route : routes) {
			if (!route.matchesMethod(method)) {
				continue;
			}
			if (!route.matchesAllHosts()) {
				name = (name != null) ? name : HostPattern.normalize(host);
				if (!route.host().matches(name)) {
					continue;
				}
			}
			if (!route.matchesAllPaths()) {
				parsed = (parsed != null) ? parsed : parse(path);
				if (parsed == null) {
					return null;
				}
				if (!route.path().matches(parsed)) {
					continue;
				}
			}
			if (route.matchesConditions(request)) {
				return route.match();
			}
		}
		return null;
	}

	private static @Nullable PathContainer parse(String path) {
		try {
			return PathContainer.parsePath(path);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
