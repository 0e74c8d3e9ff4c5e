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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CertificateNames}.
 */
class CertificateNamesTests {

	@ParameterizedTest
	@CsvSource({ "a.example, a.example, true", "A.example, a.EXAMPLE, true", "a.example, b.example, false",
			"*.example.org, a.example.org, true", "*.example.org, example.org, false",
			"*.example.org, a.b.example.org, false", "*.org, example.org, false", "*, localhost, false",
			"a*.example.org, ab.example.org, false", "*.example.org, .example.org, false" })
	void patternMatchesHostIfAllButTheFirstLabelIsEqual(String pattern, String host, boolean matches) {
		assertThat(CertificateNames.matchHost(pattern, host)).isEqualTo(matches);
	}

}
