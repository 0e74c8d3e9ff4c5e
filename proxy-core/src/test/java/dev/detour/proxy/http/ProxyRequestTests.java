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

/**
 * Tests for {@link ProxyRequest} and {@link RequestMethods}.
 */
class ProxyRequestTests {

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" })
	void isIdempotentWhenMethodIsIdempotentIsTrue(String method) {
		assertThat(RequestMethods.isIdempotent(method)).isTrue();
		assertThat(ProxyRequest.of(method, "/").isIdempotent()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PATCH", "CONNECT", "LOCK", "PROPFIND", "get", "Get", "GET ", "" })
	void isIdempotentWhenOtherMethodIsFalse(String method) {
		assertThat(RequestMethods.isIdempotent(method)).isFalse();
		assertThat(ProxyRequest.of(method, "/").isIdempotent()).isFalse();
	}

	@Test
	void isIdempotentWhenClientSentKeyIsTrue() {
		MutableHeaders headers = Headers.create();
		headers.add("idempotency-key", "1");
		assertThat(new SimpleRequest("POST", "/", "localhost", headers, true).isIdempotent()).isTrue();
	}

	@Test
	void ofWhenCalledIsRequestWithoutContent() {
		ProxyRequest request = ProxyRequest.of("GET", "/a?b");
		assertThat(request.path()).isEqualTo("/a");
		assertThat(request.query()).isEqualTo("b");
		assertThat(request.hasBody()).isFalse();
		assertThat(request.remoteAddress()).isNull();
	}

}
