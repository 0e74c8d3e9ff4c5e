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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StatusSet}.
 */
class StatusSetTests {

	@Test
	void parseWhenTextIsStatusRangeOrClassContainsThose() {
		assertThat(StatusSet.parse("503")).isEqualTo(StatusSet.of(503));
		assertThat(StatusSet.parse("502-504")).isEqualTo(StatusSet.of(502, 503, 504));
		StatusSet set = StatusSet.parse("5xx").and(StatusSet.of(429));
		assertThat(set.contains(500)).isTrue();
		assertThat(set.contains(599)).isTrue();
		assertThat(set.contains(429)).isTrue();
		assertThat(set.contains(499)).isFalse();
		assertThat(set.contains(600)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "50", "5x", "5000", "099", "500-", "-500", "0xx", "500,501" })
	void parseWhenTextIsNoneSaysSo(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> StatusSet.parse(text))
			.withMessage("A status must be like '503', '500-504' or '5xx', but was '" + text + "'");
	}

	@Test
	void parseWhenRangeGoesDownSaysSo() {
		assertThatIllegalArgumentException().isThrownBy(() -> StatusSet.parse("504-502"))
			.withMessage("A range of statuses must not go down, but was '504-502'");
	}

}
