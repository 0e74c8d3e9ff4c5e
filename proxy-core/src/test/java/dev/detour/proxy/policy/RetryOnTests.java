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

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.StatusSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetryOn}.
 */
class RetryOnTests {

	@Test
	void parseWhenTextsAreKnownReadsThem() {
		assertThat(RetryOn.parse(List.of("connect-failure", "reset", "502", "503-504", "grpc-unavailable")))
			.isEqualTo(new RetryOn(Set.of(RetryCondition.CONNECT_FAILURE, RetryCondition.RESET),
					StatusSet.of(502, 503, 504), Set.of(GrpcStatus.UNAVAILABLE)));
	}

	@Test
	void parseWhenTextIsUnknownListsWhatThereIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> RetryOn.parse(List.of("reset", "conect-failure")))
			.withMessage("Unknown condition 'conect-failure' for a retry: there are connect-failure, stale, reset, "
					+ "refused, timeout, invalid-response, a status ('503', '500-504', '5xx'), "
					+ "a status of gRPC ('grpc-unavailable')");
		assertThatIllegalArgumentException().isThrownBy(() -> RetryOn.parse(List.of("grpc-ok")));
		assertThatIllegalArgumentException().isThrownBy(() -> RetryOn.parse(List.of("5x")))
			.withMessageContaining("'5x'");
	}

	@ParameterizedTest
	@CsvSource({ "CONNECT_REFUSED, NOT_SENT, CONNECT_FAILURE", "TLS_HANDSHAKE, NOT_SENT, CONNECT_FAILURE",
			"DNS, NOT_SENT, CONNECT_FAILURE", "POOL_EXHAUSTED, NOT_SENT, CONNECT_FAILURE", "CLIENT_GONE, NOT_SENT,",
			"HOOK_FAILED, NOT_SENT,", "CONNECTION_RESET, SENT, RESET", "CONNECTION_CLOSED, PARTLY_SENT, RESET",
			"H2_RESET, SENT, RESET", "H2_REFUSED_STREAM, REFUSED, REFUSED", "H2_GOAWAY, REFUSED, REFUSED",
			"H2_GOAWAY, SENT,", "READ_TIMEOUT, SENT, TIMEOUT", "WRITE_TIMEOUT, PARTLY_SENT, TIMEOUT",
			"INVALID_RESPONSE, RESPONDING, INVALID_RESPONSE" })
	void conditionWhenFailureIsOfItsKindMatchesAlone(ErrorType type, Delivery delivery, RetryCondition expected) {
		ProxyError error = new ProxyError(type, delivery, false, 0, 0, null);
		for (RetryCondition condition : RetryCondition.values()) {
			assertThat(new RetryOn(Set.of(condition), StatusSet.NONE, Set.of()).matches(error)).as("%s", condition)
				.isEqualTo(condition == expected);
		}
	}

	@Test
	void conditionWhenConnectionWasStaleMatchesStaleAlone() {
		ProxyError error = new ProxyError(ErrorType.CONNECTION_RESET, Delivery.SENT, true, 10, 0, null);
		for (RetryCondition condition : RetryCondition.values()) {
			assertThat(condition.matches(error)).as("%s", condition).isEqualTo(condition == RetryCondition.STALE);
		}
	}

	@Test
	void matchesWhenGrpcStatusComesWithHeadLooksAtIt() {
		RetryOn retryOn = RetryOn.parse(List.of("grpc-unavailable"));
		MutableHeaders headers = Headers.create();
		headers.add("grpc-status", "14");
		assertThat(retryOn.matches(200, headers)).isTrue();
		assertThat(RetryOn.DEFAULT.matches(200, headers)).isFalse();
		headers.set("grpc-status", "13");
		assertThat(retryOn.matches(200, headers)).isFalse();
	}

}
