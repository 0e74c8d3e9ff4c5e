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

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HandlerTable}.
 */
class HandlerTableTests {

	private static final ProxyHooks<Object> HOOKS = (exchange) -> Answer.none();

	@Test
	void matchWhenThereIsOneHandlerForEverythingReturnsAlwaysTheSame() {
		ProxyHandlerRegistry registry = ProxyHandlerRegistry.of(List.of(HandlerMapping.of("all", HOOKS, "/**")));
		HandlerMatch match = registry.match("GET", "a", "/x");
		assertThat(match).isEqualTo(new HandlerMatch("all", "/**", HOOKS));
		assertThat(registry.match("POST", "", "/%zz/../;;//")).isSameAs(match);
	}

	@Test
	void matchWhenThereIsNoHandlerReturnsNull() {
		assertThat(HandlerTable.EMPTY.match("GET", "a", "/x")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "example.com:443", "" })
	void matchWhenTargetHasNoPathReturnsNull(String path) {
		assertThat(ProxyHandlerRegistry.of(List.of(HandlerMapping.of("all", HOOKS, "/**"))).match("GET", "a", path))
			.isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/orders/1, order", "/orders/special, special", "/orders, orders", "/orders/1/items, orders",
			"/orders/;a=b, orders", "/orders;a=b/1, order", "/orders/1;a=b, order", "/orders/a%2Fb, order",
			"/orders%2F1, all", "//orders/1, all", "/orders//1, orders", "/orders/../x, orders", "/x/../orders/1, all",
			"/ORDERS/1, all", "/%6Frders/1, order", "/other, all", "/, all" })
	void matchWhenSeveralPathsFitReturnsMostSpecific(String path, String expected) {
		ProxyHandlerRegistry registry = registry(HandlerMapping.of("all", HOOKS, "/**"),
				HandlerMapping.of("orders", HOOKS, "/orders/**"), HandlerMapping.of("order", HOOKS, "/orders/{id}"),
				HandlerMapping.of("special", HOOKS, "/orders/special"));
		assertThat(find(registry, "GET", "a", path)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%", "/%zz", "/%2", "/orders/%", "/a;b=%zz" })
	void matchWhenPathCannotBeDecodedAndNarrowerPatternExistsReturnsNull(String path) {
		ProxyHandlerRegistry registry = registry(HandlerMapping.of("all", HOOKS, "/**"),
				mapping("orders", "/orders/**", List.of(), Set.of("GET"), 0));
		assertThat(find(registry, "GET", "a", path)).isNull();
		assertThat(find(registry, "POST", "a", path)).isEqualTo("all");
	}

	@ParameterizedTest
	@CsvSource({ "api.example.com, /x, exact", "API.example.com:8080, /x, exact", "b.example.com, /x, below",
			"example.com, /x, any", "'', /x, any", "api.example.com, /orders/1, orders" })
	void matchWhenHostsDifferReturnsMostSpecificOfMostSpecificPath(String host, String path, String expected) {
		ProxyHandlerRegistry registry = registry(mapping("exact", "/**", List.of("api.example.com"), Set.of(), 0),
				mapping("below", "/**", List.of("*.example.com"), Set.of(), 0),
				mapping("any", "/**", List.of(), Set.of(), 0),
				mapping("orders", "/orders/**", List.of("*", "other"), Set.of(), 0));
		assertThat(find(registry, "GET", host, path)).isEqualTo(expected);
	}

	@Test
	void matchWhenMethodsDifferPrefersHandlerLimitedToMethods() {
		ProxyHandlerRegistry registry = registry(mapping("any", "/**", List.of(), Set.of(), 0),
				mapping("reads", "/**", List.of(), Set.of("GET", "HEAD"), 0));
		assertThat(find(registry, "GET", "a", "/")).isEqualTo("reads");
		assertThat(find(registry, "POST", "a", "/")).isEqualTo("any");
		assertThat(find(registry, "get", "a", "/")).isEqualTo("any");
	}

	@Test
	void matchWhenNothingElseDiffersPrefersLowerOrder() {
		ProxyHandlerRegistry registry = registry(mapping("late", "/**", List.of(), Set.of(), 2),
				mapping("early", "/**", List.of(), Set.of(), 1));
		assertThat(find(registry, "GET", "a", "/")).isEqualTo("early");
	}

	@Test
	void matchWhenHandlerHasSeveralPathsReturnsPatternThatMatched() {
		ProxyHandlerRegistry registry = registry(HandlerMapping.of("a", HOOKS, "/a/**", "b/**"));
		HandlerMatch match = registry.match("GET", "a", "/b/c");
		assertThat(match).isNotNull().extracting(HandlerMatch::pattern).isEqualTo("/b/**");
	}

	@Test
	void mappingsReturnsAllInOrderOfNames() {
		assertThat(registry(HandlerMapping.of("b", HOOKS, "/b"), HandlerMapping.of("a", HOOKS, "/a")).mappings())
			.extracting(HandlerMapping::handler)
			.containsExactly("a", "b");
	}

	@Test
	void ofWhenHandlersTieThrows() {
		assertThatExceptionOfType(InvalidProxyHandlerException.class)
			.isThrownBy(
					() -> registry(HandlerMapping.of("a", HOOKS, "/x/{id}"), HandlerMapping.of("b", HOOKS, "/x/{it}")))
			.withMessageContaining("'a': path '/x/{id}' is ambiguous with path '/x/{it}' of handler 'b'")
			.satisfies((ex) -> assertThat(ex.getProblems()).hasSize(1));
	}

	@Test
	void ofWhenHandlersShareMethodThrows() {
		assertThatExceptionOfType(InvalidProxyHandlerException.class)
			.isThrownBy(() -> registry(mapping("a", "/**", List.of("x"), Set.of("GET", "PUT"), 0),
					mapping("b", "/**", List.of("X"), Set.of("PUT"), 0)))
			.withMessageContaining("ambiguous");
	}

	@Test
	void ofWhenHostOrMethodsOrOrderDifferDoesNotThrow() {
		registry(mapping("a", "/**", List.of("x"), Set.of(), 0), mapping("b", "/**", List.of("y"), Set.of(), 0));
		registry(mapping("a", "/**", List.of(), Set.of("GET"), 0), mapping("b", "/**", List.of(), Set.of("PUT"), 0));
		registry(mapping("a", "/**", List.of(), Set.of(), 0), mapping("b", "/**", List.of(), Set.of(), 1));
		registry(HandlerMapping.of("a", HOOKS, "/**", "/*", "/{x}"));
	}

	@Test
	void ofWhenPatternsAreInvalidReportsAll() {
		HandlerMapping mapping = new HandlerMapping("a", HOOKS, List.of("/{", " ", "/**/x/**"),
				List.of("http://x", "a:80"), Set.of("get", "A B"), 0);
		assertThatExceptionOfType(InvalidProxyHandlerException.class).isThrownBy(() -> registry(mapping))
			.satisfies((ex) -> assertThat(ex.getProblems()).hasSize(7))
			.withMessageContaining("path pattern '/{' is invalid at index")
			.withMessageContaining("the path pattern is empty")
			.withMessageContaining("but was 'http://x'")
			.withMessageContaining("'get' is not a request method");
	}

	@Test
	void mappingWhenThereIsNoPathThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> HandlerMapping.of("a", HOOKS))
			.withMessage("'paths' must not be empty");
	}

	private static HandlerMapping mapping(String handler, String path, List<String> hosts, Set<String> methods,
			int order) {
		return new HandlerMapping(handler, HOOKS, List.of(path), hosts, methods, order);
	}

	private static ProxyHandlerRegistry registry(HandlerMapping... mappings) {
		return ProxyHandlerRegistry.of(Arrays.asList(mappings));
	}

	private static @Nullable String find(ProxyHandlerRegistry registry, String method, String host, String path) {
		HandlerMatch match = registry.match(method, host, path);
		return (match != null) ? match.handler() : null;
	}

}
