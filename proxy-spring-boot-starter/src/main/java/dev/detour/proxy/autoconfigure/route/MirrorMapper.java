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

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import dev.detour.proxy.balance.HashKey;
import dev.detour.proxy.balance.Sample;
import dev.detour.proxy.http.FieldSyntax;
import dev.detour.proxy.policy.MirrorLimits;
import dev.detour.proxy.route.MirrorSettings;

/**
 * Properties to copies of requests.
 */
final class MirrorMapper {

	private MirrorMapper() {
	}

	/**
	 * Finds out whether the group is there and may be mirrored to.
	 * @param route the route
	 * @param section where its copies are
	 * @param groups the names of the groups
	 */
	static void check(RouteProperties route, Section section, Collection<String> groups) {
		String group = route.getMirror().getGroup();
		if (group == null) {
			return;
		}
		if (!groups.contains(group)) {
			section.problem("group",
					"There is no such group in 'proxy.groups'" + (groups.isEmpty() ? "" : ": there are " + groups));
		}
		if (group.equals(route.getGroup())) {
			section.problem("group", "Is the group of the route itself, whose peers would get every copied request "
					+ "twice: name another");
		}
	}

	/**
	 * Makes the settings.
	 * @param mirror the properties
	 * @param section where they are
	 * @return the settings, or {@code null} if nothing is mirrored or something is wrong
	 */
	static @Nullable MirrorSettings map(MirrorProperties mirror, Section section) {
		String group = mirror.getGroup();
		if (group == null) {
			if (section.isSet("")) {
				section.problem("", "Has no effect without 'group'");
			}
			return null;
		}
		Set<String> methods = methods(mirror, section);
		double percentage = mirror.getPercentage();
		if (!(percentage >= 0 && percentage <= 100)) {
			section.problem("percentage", "Must be from 0 to 100");
		}
		String text = mirror.getHashKey();
		HashKey key = (text != null) ? section.check("hash-key", () -> HashKey.parse(text)) : null;
		section.atLeast("max-concurrent", mirror.getMaxConcurrent(), 1);
		notNegative(section, "max-buffer-size", mirror.getMaxBufferSize());
		notNegative(section, "max-response-size", mirror.getMaxResponseSize());
		section.positive("timeout", mirror.getTimeout());
		if (!section.problems().all().isEmpty()) {
			return null;
		}
		return new MirrorSettings(group, methods, new Sample(percentage / 100, key),
				new MirrorLimits(mirror.getMaxConcurrent(), mirror.getMaxBufferSize().toBytes(),
						mirror.getMaxResponseSize().toBytes(), mirror.getTimeout()));
	}

	private static Set<String> methods(MirrorProperties mirror, Section section) {
		if (mirror.getMethods().isEmpty()) {
			section.problem("methods", "Must name at least one method, such as 'GET'");
		}
		Set<String> methods = mirror.getMethods()
			.stream()
			.map((method) -> method.toUpperCase(Locale.ROOT))
			.collect(Collectors.toSet());
		for (String method : methods) {
			if (!FieldSyntax.isToken(method)) {
				section.problem("methods", "Method '" + method + "' must be a token (RFC 9110 section 5.6.2)");
			}
		}
		return methods;
	}

	private static void notNegative(Section section, String key, DataSize size) {
		if (size.isNegative()) {
			section.problem(key, "Must not be negative");
		}
	}

}
