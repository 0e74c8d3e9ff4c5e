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

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HostPattern}.
 */
class HostPatternTests {

	@ParameterizedTest
	@CsvSource({ "api.example.com, api.example.com", "api.example.com, API.Example.COM:8443",
			"API.example.com, api.example.com.", "*.example.com, a.example.com:80", "*.example.com, a.b.example.com",
			"[::1], [::1]:8080", "'*', whatever", "'*', ''", "localhost, localhost:1", "10.0.0.1, 10.0.0.1" })
	void matchesWhenHostFits(String pattern, String host) {
		assertThat(HostPattern.parse(pattern).matches(HostPattern.normalize(host))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "api.example.com, example.com", "api.example.com, xapi.example.com", "*.example.com, example.com",
			"*.example.com, .example.com", "*.example.com, aexample.com", "*.example.com, a.example.com.evil.org",
			"[::1], [::2]", "localhost, ''", "localhost, '['", "localhost, ':80'" })
	void matchesWhenHostDoesNotFitIsFalse(String pattern, String host) {
		assertThat(HostPattern.parse(pattern).matches(HostPattern.normalize(host))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "http://a.example.com", "a.example.com:80", "a.example.com/x", "a.*.com",
			"*a.com", "*.*.com", "a..b", ".example.com", "*.", "[", "[]", "[a]b]" })
	void parseWhenPatternIsInvalidThrows(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> HostPattern.parse(pattern))
			.withMessageContaining("but was '" + pattern + "'");
	}

	@Test
	void specificityPutsExactBeforeLongerBeforeShorterBeforeAny() {
		assertThat(Stream.of("*", "*.com", "*.example.com", "a.com").map(HostPattern::parse))
			.satisfies((patterns) -> assertThat(patterns.stream().sorted(HostPattern.SPECIFICITY))
				.extracting(HostPattern::name)
				.containsExactly("a.com", ".example.com", ".com", ""));
	}

}
