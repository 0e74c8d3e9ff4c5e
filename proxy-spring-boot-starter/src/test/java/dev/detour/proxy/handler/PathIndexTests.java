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
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.server.PathContainer;

import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PathIndex}.
 */
class PathIndexTests {

	private static final ProxyHooks<Object> HOOKS = (exchange) -> Answer.none();

	@ParameterizedTest
	@CsvSource({ "/a/b/c, /a/b/** /a/** /** /*/b/{x}", "/a, /a/** /** /*/b/{x}", "/a;x=y/b, /a/b/** /a/** /** /*/b/{x}",
			"/%61/x, /a/** /** /*/b/{x}", "/a//b, /a/** /** /*/b/{x}", "//a, /** /*/b/{x}", "/x, /x /** /*/b/{x}",
			"/x/, /x /** /*/b/{x}", "/, /** /*/b/{x}", "/A, /** /*/b/{x}" })
	void candidatesAreThoseWhosePlainSegmentsFit(String path, String expected) {
		PathIndex index = PathIndex.of(routes("/a/b/**", "/a/**", "/**", "/*/b/{x}", "/x", "/c/d"));
		assertThat(index.isUseful()).isTrue();
		assertThat(patterns(index, path)).containsExactlyInAnyOrder(expected.split(" "));
	}

	@Test
	void candidatesAreInOrderOfPrecedence() {
		PathIndex index = PathIndex.of(routes("/**", "/a/**", "/{x}/b", "/a/{x}", "/a/b"));
		assertThat(patterns(index, "/a/b")).containsExactly("/a/b", "/{x}/b", "/a/{x}", "/a/**", "/**");
	}

	@Test
	void candidatesWhenThereAreThousandRoutesAreFew() {
		List<String> patterns = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			patterns.add("/service-" + i + "/**");
		}
		PathIndex index = PathIndex.of(routes(patterns.toArray(String[]::new)));
		assertThat(patterns(index, "/service-500/x/y")).containsExactly("/service-500/**");
		assertThat(patterns(index, "/other")).isEmpty();
	}

	@Test
	void indexWhenNoPatternBeginsWithTextIsNotUseful() {
		assertThat(PathIndex.of(routes("/**", "/{x}/a")).isUseful()).isFalse();
	}

	private static List<HandlerRoute> routes(String... patterns) {
		List<HandlerProblem> problems = new ArrayList<>();
		List<HandlerRoute> routes = Arrays.stream(patterns)
			.flatMap((pattern) -> new RouteParser(problems).parse(HandlerMapping.of(pattern, HOOKS, pattern)).stream())
			.toList();
		assertThat(problems).isEmpty();
		return routes;
	}

	private static List<String> patterns(PathIndex index, String path) {
		HandlerRoute[] candidates = index.candidates(PathContainer.parsePath(path));
		if (PathIndex.isPlain(path)) {
			assertThat(index.candidates(path)).isSameAs(candidates);
		}
		return Arrays.stream(candidates).map((route) -> route.match().pattern()).toList();
	}

}
