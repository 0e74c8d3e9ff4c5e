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

package dev.detour.proxy.failure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorType}.
 */
class ErrorTypeTests {

	@ParameterizedTest
	@EnumSource
	void statusWhenSourceIsKnownFitsIt(ErrorType type) {
		switch (type.source()) {
			case UPSTREAM -> assertThat(type.status()).isEqualTo(answersLate(type) ? 504 : 502);
			case DOWNSTREAM -> assertThat(type == ErrorType.DEADLINE_EXCEEDED || type.status() / 100 == 4).isTrue();
			case INTERNAL -> assertThat(type.status()).isIn(500, 503);
		}
	}

	private static boolean answersLate(ErrorType type) {
		return type == ErrorType.READ_TIMEOUT || type == ErrorType.WRITE_TIMEOUT;
	}

	@ParameterizedTest
	@CsvSource({ "NO_PEER, 503", "POOL_EXHAUSTED, 503", "OVERLOADED, 503", "HOOK_FAILED, 500", "INTERNAL, 500",
			"CLIENT_GONE, 499", "BAD_REQUEST, 400", "REQUEST_TIMEOUT, 408", "BODY_TOO_LARGE, 413",
			"DEADLINE_EXCEEDED, 504" })
	void statusWhenNotOfPeerIsAsDocumented(ErrorType type, int status) {
		assertThat(type.status()).isEqualTo(status);
	}

}
