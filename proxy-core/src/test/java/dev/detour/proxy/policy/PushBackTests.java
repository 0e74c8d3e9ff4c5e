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

import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PushBack}.
 */
class PushBackTests {

	private static final String DATE = "Sun, 06 Nov 1994 08:49:30 GMT";

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "7 | 7", "0 | 0", "Sun, 06 Nov 1994 08:49:37 GMT | 7", "Sunday, 06-Nov-94 08:49:37 GMT | 0",
					"Sun Nov  6 08:49:37 1994 | 7", "Sun, 06 Nov 1994 08:49:29 GMT | 0", "soon | 0", "-1 | 0",
					"1.5 | 0", "99999999999999999999 | 0" })
	void ofWhenRetryAfterIsThereReadsIt(String value, long seconds) {
		assertThat(PushBack.of(headers("Date", DATE, "Retry-After", value)))
			.isEqualTo(new PushBack(Duration.ofSeconds(seconds), false));
	}

	@Test
	void ofWhenDateIsInTheOldFormReadsItsTwoDigitYear() {
		Headers headers = headers("Date", "Sunday, 06-Nov-26 08:49:30 GMT", "Retry-After",
				"Friday, 06-Nov-26 08:49:37 GMT");
		assertThat(PushBack.of(headers)).isEqualTo(PushBack.NONE);
		headers = headers("Date", "Friday, 06-Nov-26 08:49:30 GMT", "Retry-After", "Friday, 06-Nov-26 08:49:37 GMT");
		assertThat(PushBack.of(headers).delay()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void ofWhenDateHasNothingToCompareWithSaysNothing() {
		assertThat(PushBack.of(headers("Retry-After", DATE))).isEqualTo(PushBack.NONE);
	}

	@Test
	void ofWhenSeveralFieldsAreThereTakesTheLongestWait() {
		assertThat(PushBack.of(headers("RateLimit-Reset", "5", "Retry-After", "3", "grpc-retry-pushback-ms", "100"))
			.delay()).isEqualTo(Duration.ofSeconds(5));
		assertThat(PushBack.of(headers("grpc-retry-pushback-ms", "100")).delay()).isEqualTo(Duration.ofMillis(100));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "", "x" })
	void ofWhenGrpcPushBackIsNegativeOrMalformedForbids(String value) {
		assertThat(PushBack.of(headers("Retry-After", "3", "grpc-retry-pushback-ms", value)).forbidden()).isTrue();
	}

	private static Headers headers(String... fields) {
		MutableHeaders headers = Headers.create();
		for (int i = 0; i < fields.length; i += 2) {
			headers.add(fields[i], fields[i + 1]);
		}
		return headers;
	}

}
