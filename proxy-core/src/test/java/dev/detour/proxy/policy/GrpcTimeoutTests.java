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

package dev.detour.proxy.policy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrpcTimeout}.
 */
class GrpcTimeoutTests {

	@ParameterizedTest
	@CsvSource({ "2H, PT2H", "3M, PT3M", "4S, PT4S", "1500m, PT1.5S", "7u, PT0.000007S", "8n, PT0.000000008S",
			"0n, PT0S", "00000001S, PT1S", "99999999H, PT99999999H" })
	void parseWhenWellFormedReadsEveryUnit(String value, Duration timeout) {
		assertThat(GrpcTimeout.parse(value)).isEqualTo(timeout);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "S", "5", "5s", "-5S", "+5S", " 5S", "5 S", "5.5S", "123456789n", "5SS", "\u0665S" })
	void parseWhenMalformedIsNothing(String value) {
		assertThat(GrpcTimeout.parse(value)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "PT0.000000001S, 1n", "PT0.099999999S, 99999999n", "PT0.1S, 100000u", "PT0.1000019S, 100001u",
			"PT99.999999S, 99999999u", "PT100S, 100000m", "PT99999.999S, 99999999m", "PT100000S, 100000S",
			"PT99999999S, 99999999S", "PT100000000S, 1666666M", "PT1666667000M, 27777783H", "PT0S, 1n", "PT-5S, 1n" })
	void formatWhenUnitIsTooSmallTakesTheNextAndNeverGrows(Duration timeout, String value) {
		assertThat(GrpcTimeout.format(timeout)).isEqualTo(value);
	}

	@Test
	void formatWhenLargestValueWasReadIsTheSame() {
		Duration largest = GrpcTimeout.parse("99999999H");
		assertThat(largest).isNotNull();
		assertThat(GrpcTimeout.format(largest)).isEqualTo("99999999H");
		assertThat(GrpcTimeout.format(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo("99999999H");
	}

}
