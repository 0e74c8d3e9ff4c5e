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
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FieldSyntax}.
 */
class FieldSyntaxTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a:", ":path", "a\r", "a\n", "a\u0000", "a\t", "a,b", "a;b", "a\"b", "a(b",
			"a/b", "a{b", "a\u007f", "b\u00fccher", "a\u010ab" })
	void checkWhenBadNameFailsWithoutRepeatingIt(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> FieldSyntax.check(name, "value"))
			.withMessage("'name' must be a token (RFC 9110 section 5.6.2)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X", "x-y", "!#$%&'*+-.^_`|~09AZaz" })
	void checkWhenTokenPasses(String name) {
		FieldSyntax.check(name, "value");
		assertThat(FieldSyntax.isToken(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nX: 1", "a\n", "\r", "a\u0000b", "a\u010aX: 1", "\u560d\u560aX: 1" })
	void checkWhenValueCouldEndFieldFailsWithoutRepeatingIt(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> FieldSyntax.check("X-Test", value))
			.withMessage("The value of 'X-Test' must not contain CR, LF, NUL or a character beyond ISO-8859-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", "a b", "a: b", "b\u00fccher" })
	void checkWhenHarmlessValuePasses(String value) {
		FieldSyntax.check("X-Test", value);
		assertThat(value).doesNotContain("\n");
	}

}
