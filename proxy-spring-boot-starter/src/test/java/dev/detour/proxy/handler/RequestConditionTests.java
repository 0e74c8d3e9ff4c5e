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

package dev.detour.proxy.handler;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.detour.proxy.handler.RequestCondition.Part;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.ProxyRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RequestCondition}.
 */
class RequestConditionTests {

	private static final ProxyHooks<Object> HOOKS = (exchange) -> Answer.none();

	@ParameterizedTest
	@CsvSource({ "X-Version, 2, true", "x-version, 2*, true", "X-Version, 3, false", "X-Version, *, true",
			"X-Other, *, false", "X-Twice, b, true" })
	void matchesWhenFieldHasValue(String name, String value, boolean expected) {
		MutableHeaders headers = Headers.create();
		headers.add("X-Version", "2");
		headers.add("X-Twice", "a");
		headers.add("X-Twice", "b");
		assertThat(new RequestCondition(Part.HEADER, name, value).matches(request("/", headers))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "/?a=1&b=2, b, 2, true", "/?a=1, a, 2, false", "/?a, a, '', true", "/?a, a, *, true", "/, a, *, false",
			"/?x%20y=%7E, x y, ~, true", "/?q=a+b, q, a b, true", "/?q=%zz, q, *, false", "/?A=1, a, 1, false",
			"/?a=1&a=2, a, 2, true" })
	void matchesWhenQueryHasParameter(String target, String name, String value, boolean expected) {
		assertThat(new RequestCondition(Part.QUERY, name, value).matches(request(target, Headers.create())))
			.isEqualTo(expected);
	}

	@Test
	void conditionWhenFieldNameIsNoTokenThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RequestCondition(Part.HEADER, "a b", "x"))
			.withMessage("'a b' is not the name of a header field");
	}

	@Test
	void matchWhenConditionHoldsPrefersItsHandler() {
		ProxyHandlerRegistry registry = ProxyHandlerRegistry
			.of(List.of(HandlerMapping.of("all", HOOKS, "/**"), mapping("canary", "canary"), mapping("beta", "beta")));
		MutableHeaders headers = Headers.create();
		assertThat(registry.match(request("/x", headers)).handler()).isEqualTo("all");
		headers.add("X-Stage", "beta");
		assertThat(registry.match(request("/x", headers)).handler()).isEqualTo("beta");
		assertThat(registry.match("GET", "", "/x").handler()).isEqualTo("all");
	}

	@Test
	void ofWhenConditionsCanBothHoldThrows() {
		assertThatExceptionOfType(InvalidProxyHandlerException.class)
			.isThrownBy(() -> ProxyHandlerRegistry.of(List.of(mapping("a", "x*"), mapping("b", "xy"))))
			.withMessageContaining("ambiguous");
	}

	private static HandlerMapping mapping(String handler, String stage) {
		return new HandlerMapping(handler, HOOKS, List.of("/**"), List.of(), Set.of(),
				Set.of(new RequestCondition(Part.HEADER, "X-Stage", stage)), 0);
	}

	private static ProxyRequest request(String target, Headers headers) {
		ProxyRequest request = mock();
		ProxyRequest line = ProxyRequest.of("GET", target);
		given(request.method()).willReturn("GET");
		given(request.host()).willReturn("");
		given(request.path()).willReturn(line.path());
		given(request.query()).willReturn(line.query());
		given(request.headers()).willReturn(headers);
		return request;
	}

}
