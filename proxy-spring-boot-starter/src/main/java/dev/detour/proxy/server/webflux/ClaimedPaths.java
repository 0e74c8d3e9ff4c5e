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

package dev.detour.proxy.server.webflux;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Paths that the application claims for itself. Compared as WebFlux does, so that no
 * other spelling of a path slips past.
 */
final class ClaimedPaths {

	private static final String SPECIAL_IN_PATTERNS = "*?{}%;";

	private final Map<String, List<PathPattern>> byFirstSegment = new HashMap<>();

	private final List<PathPattern> others = new ArrayList<>();

	/**
	 * Adds patterns.
	 * @param patterns the patterns
	 * @param caseSensitive whether case matters to them
	 */
	void add(Collection<PathPattern> patterns, boolean caseSensitive) {
		for (PathPattern pattern : patterns) {
			String text = pattern.getPatternString();
			if (caseSensitive && text.startsWith("/") && isPlain(firstSegment(text))) {
				this.byFirstSegment.computeIfAbsent(firstSegment(text), (segment) -> new ArrayList<>()).add(pattern);
			}
			else {
				this.others.add(pattern);
			}
		}
	}

	boolean isEmpty() {
		return this.byFirstSegment.isEmpty() && this.others.isEmpty();
	}

	/**
	 * Returns whether a path is claimed. Most paths are told apart by their first segment
	 * already.
	 * @param path the path, still encoded
	 * @return {@code true} if it is, or if it cannot be decoded
	 */
	boolean contains(String path) {
		if (path.indexOf('%') < 0 && path.indexOf(';') < 0) {
			List<PathPattern> patterns = this.byFirstSegment.getOrDefault(firstSegment(path), List.of());
			if (patterns.isEmpty() && this.others.isEmpty()) {
				return false;
			}
			PathContainer container = PathContainer.parsePath(path);
			return isMatchedBy(patterns, container) || isMatchedBy(this.others, container);
		}
		try {
			PathContainer container = PathContainer.parsePath(path);
			return this.byFirstSegment.values().stream().anyMatch((patterns) -> isMatchedBy(patterns, container))
					|| isMatchedBy(this.others, container);
		}
		catch (IllegalArgumentException ex) {
			return !isEmpty();
		}
	}

	private static boolean isMatchedBy(List<PathPattern> patterns, PathContainer path) {
		for (PathPattern pattern : patterns) {
			if (pattern.matches(path)) {
				return true;
			}
		}
		return false;
	}

	private static String firstSegment(String path) {
		int end = path.indexOf('/', 1);
		return path.substring(Math.min(1, path.length()), (end < 0) ? path.length() : end);
	}

	private static boolean isPlain(String segment) {
		return segment.chars().noneMatch((c) -> SPECIAL_IN_PATTERNS.indexOf(c) >= 0);
	}

}
