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

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.http.server.PathContainer;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Tells whether two path patterns have a path in common. Segments that are neither plain
 * text nor a plain wildcard on both sides count as different unless they are equal.
 */
final class PathOverlap {

	private PathOverlap() {
	}

	static boolean isPresent(PathPattern one, PathPattern other) {
		return overlap(segments(one), segments(other));
	}

	private static List<String> segments(PathPattern pattern) {
		return List.of(StringUtils.delimitedListToStringArray(pattern.getPatternString(), "/"));
	}

	private static boolean overlap(List<String> one, List<String> other) {
		if (one.isEmpty() || other.isEmpty()) {
			return one.stream().allMatch(PathOverlap::isMany) && other.stream().allMatch(PathOverlap::isMany);
		}
		if (isMany(one.get(0))) {
			return overlap(rest(one), other) || overlap(one, rest(other));
		}
		if (isMany(other.get(0))) {
			return overlap(one, rest(other)) || overlap(rest(one), other);
		}
		return segmentsOverlap(one.get(0), other.get(0)) && overlap(rest(one), rest(other));
	}

	private static List<String> rest(List<String> segments) {
		return segments.subList(1, segments.size());
	}

	private static boolean segmentsOverlap(String one, String other) {
		if (one.equals(other)) {
			return true;
		}
		if (isOne(one) || isOne(other)) {
			return !one.isEmpty() && !other.isEmpty();
		}
		if (isText(one) != isText(other)) {
			return isText(one) ? matches(other, one) : matches(one, other);
		}
		return false;
	}

	private static boolean matches(String pattern, String text) {
		PathContainer path = PathContainer.parsePath("/" + UriUtils.encodePathSegment(text, StandardCharsets.UTF_8));
		return PathPatternParser.defaultInstance.parse("/" + pattern).matches(path);
	}

	private static boolean isMany(String segment) {
		return segment.equals("**") || segment.startsWith("{*");
	}

	private static boolean isOne(String segment) {
		return segment.equals("*") || (segment.startsWith("{") && segment.indexOf('}') == segment.length() - 1
				&& segment.indexOf(':') < 0);
	}

	private static boolean isText(String segment) {
		return segment.chars().noneMatch((c) -> "*?{}".indexOf(c) >= 0);
	}

}
