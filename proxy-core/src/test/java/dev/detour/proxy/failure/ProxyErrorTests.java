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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProxyError} and {@link Delivery}.
 */
class ProxyErrorTests {

	@ParameterizedTest
	@CsvSource({ "CONNECTION_CLOSED, SENT, true, 0, true", "CONNECTION_RESET, PARTLY_SENT, true, 0, true",
			"CONNECTION_CLOSED, NOT_SENT, true, 0, true", "CONNECTION_CLOSED, SENT, false, 0, false",
			"CONNECTION_CLOSED, SENT, true, 1, false", "CONNECTION_CLOSED, RESPONDING, true, 0, false",
			"CONNECTION_CLOSED, COMMITTED, true, 0, false", "READ_TIMEOUT, SENT, true, 0, false",
			"H2_GOAWAY, REFUSED, true, 0, false" })
	void isStaleConnectionWhenReusedConnectionEndedWithoutAnswerIsTrue(ErrorType type, Delivery delivery,
			boolean reused, long bytesRead, boolean expected) {
		assertThat(new ProxyError(type, delivery, reused, 0, bytesRead, null).isStaleConnection()).isEqualTo(expected);
	}

	@Test
	void withDeliveryWhenCalledKeepsTheRest() {
		Exception cause = new IllegalStateException();
		ProxyError error = new ProxyError(ErrorType.CONNECTION_RESET, Delivery.SENT, true, 1, 2, cause);
		assertThat(error.withDelivery(Delivery.RESPONDING))
			.isEqualTo(new ProxyError(ErrorType.CONNECTION_RESET, Delivery.RESPONDING, true, 1, 2, cause));
	}

	@ParameterizedTest
	@CsvSource({ "NOT_SENT, false", "REFUSED, false", "PARTLY_SENT, true", "SENT, true", "RESPONDING, true",
			"COMMITTED, true" })
	void mayHaveBeenProcessedWhenNotProvedOtherwiseIsTrue(Delivery delivery, boolean expected) {
		assertThat(delivery.mayHaveBeenProcessed()).isEqualTo(expected);
	}

}
