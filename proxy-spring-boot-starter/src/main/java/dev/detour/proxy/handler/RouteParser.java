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
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

import dev.detour.proxy.http.FieldSyntax;

/**
 * Turns mappings into routes and collects what is wrong with them.
 */
final class RouteParser {

	private static final PathPatternParser PARSER = PathPatternParser.defaultInstance;

	private final List<HandlerProblem> problems;

	RouteParser(List<HandlerProblem> problems) {
		this.problems = problems;
	}

	List<HandlerRoute> parse(HandlerMapping mapping) {
		String handler = mapping.handler();
		mapping.methods().forEach((method) -> checkMethod(handler, method));
		List<HostPattern> hosts = new ArrayList<>();
		for (String host : mapping.hosts()) {
			HostPattern pattern = parseHost(handler, host);
			if (pattern != null) {
				hosts.add(pattern);
			}
		}
		if (mapping.hosts().isEmpty()) {
			hosts.add(HostPattern.ANY);
		}
		List<HandlerRoute> routes = new ArrayList<>();
		for (String path : mapping.paths()) {
			PathPattern pattern = parsePath(handler, path);
			if (pattern != null) {
				HandlerMatch match = new HandlerMatch(handler, pattern.getPatternString(), mapping.hooks());
				hosts.forEach((host) -> routes.add(new HandlerRoute(match, pattern, host, mapping.methods(),
						mapping.conditions(), mapping.order())));
			}
		}
		return routes;
	}

	void reportTies(List<HandlerRoute> routes) {
		for (int i = 0; i < routes.size(); i++) {
			for (HandlerRoute other : routes.subList(i + 1, routes.size())) {
				if (routes.get(i).tiesWith(other)) {
					reportTie(routes.get(i), other.match());
				}
			}
		}
	}

	private void reportTie(HandlerRoute route, HandlerMatch other) {
		problem(route.match().handler(),
				"path '%s' is ambiguous with path '%s' of handler '%s'".formatted(route.match().pattern(),
						other.pattern(), other.handler()),
				"Make a path, host or method more specific, or give the handlers different values of @Order");
	}

	private @Nullable PathPattern parsePath(String handler, String path) {
		if (path.isBlank()) {
			problem(handler, "the path pattern is empty", "Use '/**' for all paths");
			return null;
		}
		try {
			return PARSER.parse(PARSER.initFullPathPattern(path));
		}
		catch (PatternParseException ex) {
			problem(handler,
					"path pattern '%s' is invalid at index %d: %s".formatted(path, ex.getPosition(), ex.getMessage()),
					"Use a path pattern of Spring, such as '/orders/**'");
			return null;
		}
	}

	private @Nullable HostPattern parseHost(String handler, String host) {
		try {
			return HostPattern.parse(host);
		}
		catch (IllegalArgumentException ex) {
			problem(handler, "the host pattern " + ex.getMessage(), "Use 'api.example.com' or '*.example.com'");
			return null;
		}
	}

	private void checkMethod(String handler, String method) {
		if (!FieldSyntax.isToken(method) || !method.equals(method.toUpperCase(Locale.ROOT))) {
			problem(handler, "'" + method + "' is not a request method", "Use a name in upper case, such as 'GET'");
		}
	}

	private void problem(String handler, String description, String cure) {
		this.problems.add(new HandlerProblem(handler, null, description, cure));
	}

}
