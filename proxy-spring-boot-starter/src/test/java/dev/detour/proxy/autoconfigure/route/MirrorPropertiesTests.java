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

package dev.detour.proxy.autoconfigure.route;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import dev.detour.proxy.balance.HashKey;
import dev.detour.proxy.balance.Sample;
import dev.detour.proxy.policy.MirrorLimits;
import dev.detour.proxy.route.MirrorSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Properties of mirrored requests.
 */
class MirrorPropertiesTests {

	private static final String[] ROUTE = { "proxy.groups.shadow.peers=http://shadow:1", "proxy.routes.a.path=/**" };

	@Test
	void mirrorWhenOnlyGroupIsSetHasDefaults() {
		assertThat(read("peers=http://a:1", "mirror.group=shadow")).isEqualTo(new MirrorSettings("shadow",
				Set.of("GET", "HEAD", "OPTIONS"), new Sample(1, null), MirrorLimits.DEFAULT));
	}

	@Test
	void mirrorWhenEverythingIsSetHasAll() {
		assertThat(read("peers=http://a:1", "mirror.group=shadow", "mirror.percentage=0.5", "mirror.methods=get,POST",
				"mirror.hash-key=cookie:session", "mirror.max-concurrent=7", "mirror.max-buffer-size=0",
				"mirror.max-response-size=1KB", "mirror.timeout=2s"))
			.isEqualTo(new MirrorSettings("shadow", Set.of("GET", "POST"), new Sample(0.005, HashKey.cookie("session")),
					new MirrorLimits(7, 0, 1024, Duration.ofSeconds(2))));
	}

	@Test
	void mirrorWhenNotSetIsNone() {
		assertThat(read("peers=http://a:1")).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "group=nowhere | There is no such group in 'proxy.groups': there are [shadow]",
					"percentage=10 | Has no effect without 'group'", "percentage=101 | Must be from 0 to 100",
					"percentage=-1 | Must be from 0 to 100", "percentage=NaN | Must be from 0 to 100",
					"methods=G T | Method 'G T' must be a token", "methods= | Must name at least one method",
					"hash-key=moon | A hash key must be", "max-concurrent=0 | Must be at least 1",
					"max-buffer-size=-1 | Must not be negative", "max-response-size=-1 | Must not be negative",
					"timeout=0s | Must be more than zero", "max-concurent=1 | There is no such property" })
	void mirrorWhenSomethingIsWrongSaysWhatAndWhere(String property, String problem) {
		boolean alone = property.equals("percentage=10") || property.startsWith("group");
		String[] properties = alone ? new String[] { "peers=http://a:1", "mirror." + property }
				: new String[] { "peers=http://a:1", "mirror.group=shadow", "mirror." + property };
		assertThat(problems(properties)).anySatisfy((found) -> assertThat(found.toString()).contains(problem)
			.contains("proxy.routes.a.mirror." + property.substring(0, property.indexOf('='))));
	}

	@Test
	void mirrorWhenGroupIsThatOfTheRouteIsRefused() {
		assertThat(problems("group=shadow", "mirror.group=shadow"))
			.anySatisfy((found) -> assertThat(found.toString()).contains("Is the group of the route itself"));
	}

	@Test
	void mirrorWhenRouteAnswersItselfIsRefused() {
		assertThat(problems("response.status=410", "mirror.group=shadow")).anySatisfy(
				(found) -> assertThat(found.toString()).contains("Has no effect on a route that answers itself"));
	}

	private static Iterable<PropertyProblem> problems(String... properties) {
		InvalidRoutesException failure = catchThrowableOfType(InvalidRoutesException.class, () -> read(properties));
		assertThat(failure).isNotNull();
		return List.copyOf(failure.getProblems());
	}

	private static @Nullable MirrorSettings read(String... properties) {
		Map<String, Object> all = new LinkedHashMap<>();
		for (String property : ROUTE) {
			all.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
		}
		for (String property : properties) {
			all.put("proxy.routes.a." + property.substring(0, property.indexOf('=')),
					property.substring(property.indexOf('=') + 1));
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", all));
		return new RouteConfigurationReader(environment, new LimitMapper(null), () -> false).get()
			.routes()
			.get(0)
			.mirror();
	}

}
