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

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProxyResponse}.
 */
class ProxyResponseTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 100, 199, 1000 })
	void ofWhenStatusIsOutOfRangeFails(int status) {
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyResponse.of(status))
			.withMessage("'status' must be from 200 to 999, but was " + status);
	}

	@Test
	void textWhenCalledIsUtf8() {
		ProxyResponse response = ProxyResponse.text(503, "b\u00fccher");
		assertThat(response.status()).isEqualTo(503);
		assertThat(response.headers().first("content-type")).isEqualTo("text/plain;charset=UTF-8");
		assertThat(response.body()).isEqualTo("b\u00fccher".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void withHeaderWhenCalledLeavesResponseAsItWas() {
		ProxyResponse response = ProxyResponse.of(200);
		ProxyResponse changed = response.withHeader("A", "1").withHeader("A", "2");
		assertThat(changed.headers().all("a")).containsExactly("1", "2");
		assertThat(response.headers().contains("A")).isFalse();
	}

	@Test
	void withHeaderWhenValueWouldEndFieldFails() {
		ProxyResponse response = ProxyResponse.of(302);
		assertThatIllegalArgumentException().isThrownBy(() -> response.withHeader("Location", "/\r\nSet-Cookie: a=b"));
	}

	@Test
	void bodyWhenArrayChangesStaysTheSame() {
		byte[] body = { 1 };
		ProxyResponse response = ProxyResponse.of(200).withBody(body);
		body[0] = 2;
		response.body()[0] = 3;
		assertThat(response.body()).containsExactly(1);
	}

	@Test
	void toStringWhenCalledHidesContent() {
		assertThat(ProxyResponse.text(200, "secret")).hasToString("ProxyResponse[200, 6 bytes]");
	}

}
