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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PathOverlap}.
 */
class PathOverlapTests {

	@ParameterizedTest
	@CsvSource({ "/**, /**", "/a, /a", "/a, /**", "/a/**, /a", "/a/**, /**", "/{x}, /{y}", "/{a}/x, /y/{b}", "/a*, /ab",
			"/a?, /ab", "/{x:[0-9]+}, /12", "/a/{*rest}, /a/b/c", "/a/*/c, /a/b/*", "/a b, /{x:a b}", "/a*, /a*" })
	void isPresentWhenSomePathMatchesBoth(String one, String other) {
		assertThat(PathOverlap.isPresent(parse(one), parse(other))).isTrue();
		assertThat(PathOverlap.isPresent(parse(other), parse(one))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "/a, /b", "/a/**, /b/**", "/a, /a/", "/a/*, /a", "/a/*, /a/", "/a*, /b", "/{x:[0-9]+}, /a",
			"/a/*/c, /a/b/d", "/{x}, /a/b", "/a*, /b*" })
	void isPresentWhenNoPathMatchesBothIsFalse(String one, String other) {
		assertThat(PathOverlap.isPresent(parse(one), parse(other))).isFalse();
		assertThat(PathOverlap.isPresent(parse(other), parse(one))).isFalse();
	}

	private static PathPattern parse(String pattern) {
		return PathPatternParser.defaultInstance.parse(pattern);
	}

}
