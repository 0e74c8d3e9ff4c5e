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

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

import dev.detour.proxy.http.Forward;
import dev.detour.proxy.route.FallbackPage;
import dev.detour.proxy.route.FallbackPages;
import dev.detour.proxy.route.ProblemDetails;
import dev.detour.proxy.route.RouteFallback;

/**
 * Properties to what stands in for peers that have failed.
 */
final class FallbackMapper {

	private static final ResourceLoader RESOURCES = new DefaultResourceLoader();

	private final RouteProperties route;

	private final FallbackProperties fallback;

	private final Section section;

	private FallbackMapper(RouteProperties route, Section section) {
		this.route = route;
		this.fallback = route.getFallback();
		this.section = section;
	}

	/**
	 * Makes the fallback of a route.
	 * @param route the properties of the route
	 * @param groups the names of all groups
	 * @param section where its fallback is
	 * @return the fallback, {@link RouteFallback#NONE} if something is wrong
	 */
	static RouteFallback map(RouteProperties route, Set<String> groups, Section section) {
		return new FallbackMapper(route, section).map(groups);
	}

	private RouteFallback map(Set<String> groups) {
		if (this.route.getGroup() == null && this.route.getPeers().isEmpty()) {
			if (this.section.isSet("")) {
				this.section.problem("", "Has no effect: the route answers itself");
			}
			return RouteFallback.NONE;
		}
		String group = group(groups);
		int afterAttempts = afterAttempts(group);
		String forward = forward();
		FallbackPages pages = pages();
		if (this.section.isSet("forward") && this.section.isSet("pages")) {
			this.section.problem("forward", "Must not be set together with 'pages': either answers");
		}
		// What the route says itself counts, whatever the defaults say.
		boolean answered = this.section.isSet("forward") || !this.section.isSet("pages");
		return new RouteFallback(group, afterAttempts, answered ? forward : null,
				(answered && forward != null) ? FallbackPages.NONE : pages);
	}

	private @Nullable String group(Set<String> groups) {
		String group = this.fallback.getGroup();
		if (!StringUtils.hasText(group)) {
			return null;
		}
		if (!groups.contains(group)) {
			this.section.problem("group",
					"There is no such group in 'proxy.groups'" + (groups.isEmpty() ? "" : ": there are " + groups));
			return null;
		}
		if (group.equals(this.route.getGroup())) {
			if (this.section.isSet("group")) {
				this.section.problem("group", "Must be another group than that of the route");
			}
			return null;
		}
		return group;
	}

	private int afterAttempts(@Nullable String group) {
		int maxAttempts = this.route.getFailover().getMaxAttempts();
		Integer given = this.fallback.getAfterAttempts();
		if (given == null) {
			return Math.max(1, maxAttempts - 1);
		}
		this.section.atLeast("after-attempts", given, 1);
		if (group == null && this.section.isSet("after-attempts")) {
			this.section.problem("after-attempts", "Has no effect without 'group'");
		}
		else if (group != null && given >= maxAttempts) {
			this.section.problem("after-attempts",
					"Must be less than 'failover.max-attempts' " + maxAttempts + ", or no attempt is left");
		}
		return Math.max(1, given);
	}

	private @Nullable String forward() {
		String forward = this.fallback.getForward();
		return StringUtils.hasText(forward) ? this.section.check("forward", () -> Forward.check(forward)) : null;
	}

	private FallbackPages pages() {
		Map<String, FallbackPage> pages = new LinkedHashMap<>();
		this.fallback.getPages().forEach((key, page) -> {
			Section place = this.section.below("pages").element(key);
			String name = place.check("", () -> FallbackPages.check(key.toLowerCase(Locale.ROOT)));
			FallbackPage mapped = new FallbackPage(html(page.getHtml(), place),
					problem(page.getProblem(), place.below("problem")));
			if (name != null) {
				pages.put(name, mapped);
			}
		});
		return new FallbackPages(pages);
	}

	private static @Nullable String html(@Nullable String html, Section section) {
		if (html == null) {
			return null;
		}
		if (html.startsWith("classpath:") || html.startsWith("file:")) {
			try {
				return RESOURCES.getResource(html).getContentAsString(StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				section.problem("html", "Cannot be read: " + ex.getMessage());
				return null;
			}
		}
		if (html.indexOf('<') < 0) {
			section.problem("html", "Must be HTML, or start with 'classpath:' or 'file:'");
		}
		return html;
	}

	private static ProblemDetails problem(PageProperties.Problem problem, Section section) {
		String type = problem.getType();
		if (type != null) {
			section.check("type", () -> URI.create(type));
		}
		return new ProblemDetails(type, problem.getTitle(), problem.getDetail());
	}

}
