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

package dev.detour.proxy.http;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestTarget}.
 */
class RequestTargetTests {

	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "/, /, none", "/a/b, /a/b, none", "/a?, /a, ''", "/a?x=1?y, /a, x=1?y", "/?x, /, x",
					"//a//b, //a//b, none", "/a%2Fb?%20, /a%2Fb, %20", "/a?u=http://b/c, /a, u=http://b/c",
					"http://a, /, none", "http://a/b, /b, none", "http://a:1/b?c, /b, c", "http://a?b/c, /, b/c",
					"http://a/b://c, /b://c, none", "*, *, none", "a.example:443, a.example:443, none" })
	void partsWhenTargetOfAnyFormAreAsSent(String target, String path, String query) {
		assertThat(RequestTarget.path(target)).isEqualTo(path);
		assertThat(RequestTarget.query(target)).isEqualTo(query);
	}

}
