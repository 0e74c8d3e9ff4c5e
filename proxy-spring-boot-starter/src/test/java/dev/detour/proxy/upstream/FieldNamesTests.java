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

package dev.detour.proxy.upstream;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FieldNames}.
 */
class FieldNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "Content-Type", "content-type", "Server", "ETag", "x-xss-protection" })
	void findWhenNameIsKnownReturnsTheSame(String name) {
		byte[] line = ("x" + name + ": 1").getBytes(StandardCharsets.US_ASCII);
		assertThat((Object) FieldNames.find(line, 1, name.length())).hasToString(name)
			.isSameAs(FieldNames.find(line, 1, name.length()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "CONTENT-TYPE", "Content-Typf", "Contemt-Type", "Serve", "Servers", "x", "\u00ff" })
	void findWhenNameIsSpeltDifferentlyReturnsNothing(String name) {
		byte[] line = (name + ": 1").getBytes(StandardCharsets.ISO_8859_1);
		assertThat((Object) FieldNames.find(line, 0, name.length())).isNull();
	}

}
