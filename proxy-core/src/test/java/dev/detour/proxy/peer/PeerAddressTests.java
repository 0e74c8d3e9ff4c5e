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

package dev.detour.proxy.peer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PeerAddress}.
 */
class PeerAddressTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "[::1]", "a b", "a/b", "a?b", "a#b", "user@a", "a\\b", "a\r\nb", "a\u0000",
			"a\u007f" })
	void constructorWhenBadHostFails(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> PeerAddress.of(host, 80)).withMessageContaining("'host'");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "a", "a.example.", "10.0.0.1", "::1", "fe80::1%eth0", "order_service", "b\u00fccher.example" })
	void constructorWhenGoodHostKeepsIt(String host) {
		assertThat(PeerAddress.of(host, 80).host()).isEqualTo(host);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 65536 })
	void constructorWhenBadPortFails(int port) {
		assertThatIllegalArgumentException().isThrownBy(() -> PeerAddress.of("a", port))
			.withMessage("'port' must be from 1 to 65535, but was " + port);
	}

	@Test
	void toStringWhenIpv6HasBrackets() {
		assertThat(PeerAddress.of("::1", 65535)).hasToString("[::1]:65535");
		assertThat(PeerAddress.of("a", 1)).hasToString("a:1");
	}

}
