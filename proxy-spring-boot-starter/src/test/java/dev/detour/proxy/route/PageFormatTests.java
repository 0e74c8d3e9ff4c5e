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

package dev.detour.proxy.route;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.detour.proxy.http.ProxyResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PageFormat} and what is made of it.
 */
class PageFormatTests {

	private static final FallbackPage PAGE = new FallbackPage("<p>", ProblemDetails.NONE);

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", textBlock = """
			none                                                        | HTML
			*/*                                                         | HTML
			text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML
			application/json                                            | PROBLEM
			application/problem+json                                    | PROBLEM
			application/*                                               | PROBLEM
			application/json, text/html                                 | HTML
			application/json, text/html;q=0.9                           | PROBLEM
			text/html;q=0.2, */*;q=0.3                                  | PROBLEM
			text/html;q=0, */*                                          | PROBLEM
			text/html;q=0, application/json;q=0, */*;q=0.5              | PROBLEM
			text/html;q=0, application/json;q=0, application/*;q=0, */*;q=0.5 | TEXT
			application/problem+json;q=0.1, application/json;q=0.2, text/html;q=0.3 | HTML
			text/plain                                                  | TEXT
			text/*                                                      | HTML
			image/png                                                   | TEXT
			not a type                                                  | HTML
			''                                                          | HTML
			""")
	void formatWhenClientAcceptsIsTheOneItLikesBest(String accept, PageFormat format) {
		assertThat(PageFormat.preferred(accept, List.of(PageFormat.values()))).isEqualTo(format);
	}

	@Test
	void pageWhenThereIsNoHtmlIsProblem() {
		FallbackPage page = new FallbackPage(null, ProblemDetails.NONE);
		assertThat(type(page.response(503, null))).isEqualTo("application/problem+json");
		assertThat(type(page.response(503, "text/html, */*;q=0.1"))).isEqualTo("application/problem+json");
		assertThat(page.response(503, "text/html")).isNull();
	}

	@Test
	void pageWhenItDependsOnClientSaysSo() {
		assertThat(PAGE.response(503, null).headers().first("Vary")).isEqualTo("Accept");
		assertThat(type(PAGE.response(503, null))).isEqualTo("text/html;charset=UTF-8");
	}

	@Test
	void problemWhenNothingIsConfiguredHasStatusAndPhrase() {
		assertThat(json(ProblemDetails.NONE, 504))
			.isEqualTo("{\"type\":\"about:blank\",\"title\":\"Gateway Timeout\",\"status\":504}");
		assertThat(json(ProblemDetails.NONE, 599)).isEqualTo("{\"type\":\"about:blank\",\"status\":599}");
	}

	@Test
	void problemWhenTextIsNotPlainIsEscaped() {
		assertThat(json(new ProblemDetails("https://e.x/p", "a \"b\" \\ \n\u00fc", "d\u0001"), 502))
			.isEqualTo("{\"type\":\"https://e.x/p\",\"title\":\"a \\\"b\\\" \\\\ \\u000a\u00fc\",\"status\":502,"
					+ "\"detail\":\"d\\u0001\"}");
	}

	private static String type(ProxyResponse response) {
		return response.headers().first("Content-Type");
	}

	private static String json(ProblemDetails problem, int status) {
		return new String(problem.json(status), StandardCharsets.UTF_8);
	}

}
