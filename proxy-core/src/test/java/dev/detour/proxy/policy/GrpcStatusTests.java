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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.http.ProxyResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrpcStatus}.
 */
class GrpcStatusTests {

	@ParameterizedTest
	@EnumSource(ErrorType.class)
	void ofHttpWhenStatusIsOfAnErrorIsNeverOkOrUnknown(ErrorType type) {
		assertThat(GrpcStatus.ofHttp(type.status())).isNotIn(GrpcStatus.OK, GrpcStatus.UNKNOWN);
	}

	@ParameterizedTest
	@CsvSource({ "502, UNAVAILABLE", "503, UNAVAILABLE", "504, DEADLINE_EXCEEDED", "500, INTERNAL",
			"413, RESOURCE_EXHAUSTED", "401, UNAUTHENTICATED", "403, PERMISSION_DENIED", "404, UNIMPLEMENTED",
			"200, UNKNOWN", "418, UNKNOWN" })
	void ofHttpWhenStatusIsKnownStandsForIt(int status, GrpcStatus expected) {
		assertThat(GrpcStatus.ofHttp(status)).isEqualTo(expected);
	}

	@Test
	void responseWhenMessageHasOtherCharactersEncodesThem() {
		ProxyResponse response = GrpcStatus.UNAVAILABLE.response("50% \u00fc\r\n~");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.headers().first("content-type")).isEqualTo("application/grpc");
		assertThat(response.headers().first("grpc-status")).isEqualTo("14");
		assertThat(response.headers().first("grpc-message")).isEqualTo("50%25 %C3%BC%0D%0A~");
		assertThat(response.body()).isEmpty();
	}

	@Test
	void responseWhenThereIsNoMessageHasNoField() {
		assertThat(GrpcStatus.ABORTED.response("").headers().first("grpc-message")).isNull();
	}

}
