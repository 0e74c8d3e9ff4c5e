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

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.handler.HandlerProblem;
import dev.detour.proxy.handler.InvalidProxyHandlerException;
import dev.detour.proxy.handler.ProxyHandlerRegistry;
import dev.detour.proxy.handler.RequestCondition;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.route.FailoverSettings;
import dev.detour.proxy.route.HeaderChanges;
import dev.detour.proxy.route.MirrorSettings;
import dev.detour.proxy.route.PathRewrite;
import dev.detour.proxy.route.RouteAnswer;
import dev.detour.proxy.route.RouteFallback;
import dev.detour.proxy.route.RouteSettings;

/**
 * Properties to routes.
 */
final class RouteMapper {

	private static final ProxyHooks<Object> NO_HOOKS = (exchange) -> Answer.none();

	private RouteMapper() {
	}

	/**
	 * Makes a route.
	 * @param id its name
	 * @param route its properties
	 * @param fallback what stands in for its peers
	 * @param section where they are
	 * @param limit its limit, or {@code null} for none
	 * @return the route, or {@code null} if something is wrong
	 */
	static @Nullable RouteSettings map(String id, RouteProperties route, RouteFallback fallback,
			@Nullable LimitSettings limit, Section section) {
		RouteSettings.Match match = match(route, section);
		RouteAnswer answer = answer(route, section);
		FailoverSettings failover = FailoverMapper.map(route.getFailover(), section.below("failover"));
		PathRewrite rewrite = rewrite(route, section);
		HeaderChanges request = headers(route.getRequestHeaders(), section.below("request-headers"));
		HeaderChanges response = headers(route.getResponseHeaders(), section.below("response-headers"));
		if (failover != null && limit != null && limit.queueTimeout().compareTo(failover.timeout()) >= 0) {
			section.below("overload.queue")
				.problem("timeout", "Must be less than 'failover.timeout' " + failover.timeout());
		}
		MirrorSettings mirror = MirrorMapper.map(route.getMirror(), section.below("mirror"));
		if (mirror != null && answer != null) {
			section.problem("mirror", "Has no effect on a route that answers itself");
		}
		if (failover == null || rewrite == null || request == null || response == null
				|| !section.problems().all().isEmpty()) {
			return null;
		}
		String group = (answer != null) ? null : (route.getGroup() != null) ? route.getGroup() : id;
		return new RouteSettings(id, match, group, answer, failover, rewrite, request, response, fallback, limit,
				mirror);
	}

	private static RouteSettings.Match match(RouteProperties route, Section section) {
		Set<RequestCondition> conditions = new HashSet<>();
		route.getHeaders()
			.forEach((name, value) -> condition(section, "headers", RequestCondition.Part.HEADER, name, value,
					conditions));
		route.getQuery()
			.forEach(
					(name, value) -> condition(section, "query", RequestCondition.Part.QUERY, name, value, conditions));
		Set<String> methods = upperCase(route.getMethods());
		if (route.getPath().isEmpty()) {
			section.problem("path", "Must name at least one path pattern, such as '/orders/**'");
		}
		else {
			check(section, "path", route.getPath(), List.of(), Set.of());
		}
		check(section, "host", List.of("/**"), route.getHost(), Set.of());
		check(section, "methods", List.of("/**"), List.of(), methods);
		return new RouteSettings.Match(route.getPath(), route.getHost(), methods, conditions, route.getOrder());
	}

	private static void condition(Section section, String key, RequestCondition.Part part, String name, String value,
			Set<RequestCondition> conditions) {
		RequestCondition condition = section.check(key, () -> new RequestCondition(part, name, value));
		if (condition != null) {
			conditions.add(condition);
		}
	}

	static void check(Section section, String key, List<String> paths, List<String> hosts, Set<String> methods) {
		try {
			ProxyHandlerRegistry.of(List.of(new HandlerMapping("route", NO_HOOKS, paths, hosts, methods, 0)));
		}
		catch (InvalidProxyHandlerException ex) {
			for (HandlerProblem problem : ex.getProblems()) {
				section.problem(key, capitalize(problem.description()) + ". " + problem.cure());
			}
		}
	}

	static Set<String> upperCase(List<String> methods) {
		return methods.stream().map((method) -> method.toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
	}

	static String capitalize(String text) {
		return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
	}

	private static @Nullable RouteAnswer answer(RouteProperties route, Section section) {
		Map<String, Boolean> ways = Map.of("group", route.getGroup() != null, "response", section.isSet("response"),
				"redirect", section.isSet("redirect"));
		List<String> given = Stream
			.concat(SourceMapper.given(section, route).stream(), ways.keySet().stream().filter(ways::get))
			.sorted()
			.toList();
		if (given.size() != 1) {
			String reason = "Must have exactly one of 'discovery', 'dns', 'group', 'peers', 'redirect' and 'response',"
					+ " but has ";
			section.problem("", reason + (given.isEmpty() ? "none" : String.join(" and ", given)));
			return null;
		}
		return switch (given.get(0)) {
			case "response" -> response(route.getResponse(), section.below("response"));
			case "redirect" -> redirect(route.getRedirect(), section.below("redirect"));
			default -> null;
		};
	}

	private static @Nullable RouteAnswer response(FixedResponseProperties response, Section section) {
		Integer status = response.getStatus();
		if (status == null) {
			section.problem("status", "Must be set");
			return null;
		}
		return section.check("status",
				() -> RouteAnswer.Fixed.of(status, response.getContentType(), response.getBody()));
	}

	private static @Nullable RouteAnswer redirect(RedirectProperties redirect, Section section) {
		String location = redirect.getLocation();
		if (location == null) {
			section.problem("location", "Must be set");
			return null;
		}
		if (section.check("location", () -> new RouteAnswer.Redirect(302, location)) == null) {
			return null;
		}
		return section.check("status", () -> new RouteAnswer.Redirect(redirect.getStatus(), location));
	}

	private static @Nullable PathRewrite rewrite(RouteProperties route, Section section) {
		section.atLeast("strip-prefix", route.getStripPrefix(), 0);
		String regex = route.getRewrite().getRegex();
		Section rewrite = section.below("rewrite");
		if (regex == null && rewrite.isSet("replacement")) {
			rewrite.problem("replacement", "Has no effect without 'regex'");
		}
		Pattern pattern = (regex != null) ? rewrite.check("regex", () -> Pattern.compile(regex)) : null;
		if (route.getStripPrefix() < 0 || (pattern == null && regex != null)) {
			return null;
		}
		return rewrite.check("replacement",
				() -> new PathRewrite(route.getStripPrefix(), pattern, route.getRewrite().getReplacement()));
	}

	private static @Nullable HeaderChanges headers(HeadersProperties headers, Section section) {
		HeaderChanges removed = section.check("remove",
				() -> new HeaderChanges(headers.getRemove(), Map.of(), Map.of()));
		HeaderChanges set = section.check("set", () -> new HeaderChanges(List.of(), headers.getSet(), Map.of()));
		HeaderChanges added = section.check("add", () -> new HeaderChanges(List.of(), Map.of(), headers.getAdd()));
		return (removed == null || set == null || added == null) ? null
				: new HeaderChanges(removed.remove(), set.set(), added.add());
	}

}
