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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.netflix.concurrency.limits.Limit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import dev.detour.proxy.autoconfigure.ProxyAdaptiveLimitAutoConfiguration;
import dev.detour.proxy.exchange.OverloadRules;
import dev.detour.proxy.overload.Bound;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.overload.LimitSettings.Adaptive;
import dev.detour.proxy.overload.LimitSettings.Algorithm;
import dev.detour.proxy.overload.LimitSettings.Bounds;
import dev.detour.proxy.route.RouteConfiguration;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link LimitMapper}, by itself and as part of what reads routes.
 */
class LimitMapperTests {

	private static final String ROUTE = "proxy.routes.a.path=/a\nproxy.routes.a.peers=http://a:1\n";

	private static final Bounds BOUNDS = (settings, max) -> Bound.fixed(max);

	@Test
	void routeWhenNothingIsSaidHasNoLimit() {
		assertThat(read(ROUTE, BOUNDS).routes().get(0).limit()).isNull();
	}

	@Test
	void routeWhenLimitedHasDefaultsForTheRest() {
		assertThat(read(ROUTE + "proxy.routes.a.overload.max-exchanges=5", BOUNDS).routes().get(0).limit())
			.isEqualTo(new LimitSettings(5, null, 100, Duration.ofSeconds(1)));
	}

	@Test
	void routeWhenDefaultsAreSaidHasThoseUnlessItSaysOtherwise() {
		RouteConfiguration read = read(ROUTE + """
				proxy.defaults.overload.max-exchanges=10
				proxy.defaults.overload.queue.timeout=2s
				proxy.routes.a.overload.queue.max-size=0
				proxy.routes.b.path=/b
				proxy.routes.b.response.status=204
				proxy.routes.b.overload.max-exchanges=20
				""", BOUNDS);
		assertThat(read.routes().get(0).limit()).isEqualTo(new LimitSettings(10, null, 0, Duration.ofSeconds(2)));
		assertThat(read.routes().get(1).limit()).isEqualTo(new LimitSettings(20, null, 100, Duration.ofSeconds(2)));
	}

	@Test
	void routeWhenAdaptiveStartsAtTwentyOrTheNearestThatIsAllowed() {
		String adaptive = ROUTE + "proxy.routes.a.overload.adaptive.enabled=true\n";
		assertThat(read(adaptive + "proxy.routes.a.overload.max-exchanges=100", BOUNDS).routes().get(0).limit())
			.extracting(LimitSettings::adaptive)
			.isEqualTo(new Adaptive(Algorithm.GRADIENT, 1, 20));
		assertThat(read(adaptive + "proxy.routes.a.overload.max-exchanges=10", BOUNDS).routes().get(0).limit())
			.extracting(LimitSettings::adaptive)
			.isEqualTo(new Adaptive(Algorithm.GRADIENT, 1, 10));
		assertThat(read(adaptive + """
				proxy.routes.a.overload.max-exchanges=100
				proxy.routes.a.overload.adaptive.algorithm=aimd
				proxy.routes.a.overload.adaptive.min-exchanges=30
				""", BOUNDS).routes().get(0).limit()).extracting(LimitSettings::adaptive)
			.isEqualTo(new Adaptive(Algorithm.AIMD, 30, 30));
	}

	@Test
	void groupWhenPeersAreLimitedKnowsIt() {
		RouteConfiguration read = read("""
				proxy.defaults.peer.max-exchanges=7
				proxy.groups.one.peers=http://a:1
				proxy.groups.two.peers=http://a:1
				proxy.groups.two.peer.max-exchanges=8
				""", BOUNDS);
		assertThat(read.groups()).extracting((group) -> group.options().maxExchangesPerPeer()).containsExactly(7, 8);
		assertThat(read.groups().get(0).optionsKey()).isNotEqualTo(read.groups().get(1).optionsKey());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"overload.max-exchanges=0 | overload.max-exchanges = '0' (Byte array resource [test] - 3:39): Must be at least 1",
			"overload.max-exchanges=many | Cannot be read: ",
			"overload.queue.max-size=5 | overload.queue.max-size = '5' (Byte array resource [test] - 3:40): Has no effect without 'max-exchanges'",
			"overload.adaptive.enabled=true | Has no effect without 'max-exchanges'",
			"overload.max-exchanges=1;overload.queue.max-size=-1 | Must be at least 0",
			"overload.max-exchanges=1;overload.queue.timeout=0 | Must be more than zero",
			"overload.max-exchanges=1;overload.queue.timeout=15s | Must be less than 'failover.timeout' PT15S",
			"overload.max-exchanges=1;overload.queue.lenght=1 | There is no such property",
			"overload.max-exchanges=9;overload.adaptive.enabled=true;overload.adaptive.min-exchanges=0 | Must be at least 1",
			"overload.max-exchanges=9;overload.adaptive.enabled=true;overload.adaptive.min-exchanges=10 | Must not be more than 'max-exchanges' 9",
			"overload.max-exchanges=9;overload.adaptive.enabled=true;overload.adaptive.initial-exchanges=10 | Must be from 'min-exchanges' 1 to 'max-exchanges' 9",
			"overload.max-exchanges=9;overload.adaptive.algorithm=magic | Cannot be read: ",
			"peer.max-exchanges=0 | Must be at least 1" })
	void routeWhenPropertyIsWrongSaysSo(String properties, String message) {
		String text = ROUTE + ("proxy.routes.a." + properties.replace(";", "\nproxy.routes.a."));
		assertThatExceptionOfType(InvalidRoutesException.class).isThrownBy(() -> read(text, BOUNDS))
			.withMessageContaining(message);
	}

	@Test
	void adaptiveLimitWhenLibraryIsMissingSaysWhatToAdd() {
		assertThatExceptionOfType(InvalidRoutesException.class).isThrownBy(() -> read(ROUTE + """
				proxy.routes.a.overload.max-exchanges=9
				proxy.routes.a.overload.adaptive.enabled=true
				""", null))
			.withMessageContaining("proxy.routes.a.overload.adaptive.enabled = 'true'")
			.withMessageContaining(
					"Needs the library com.netflix.concurrency-limits:concurrency-limits-core: add it to the dependencies");
	}

	@Test
	void boundsAreThereOnlyWithTheLibrary() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ProxyAdaptiveLimitAutoConfiguration.class));
		runner.run((context) -> assertThat(context).hasSingleBean(Bounds.class));
		runner.withClassLoader(new FilteredClassLoader(Limit.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Bounds.class));
		runner.withBean(Bounds.class, () -> BOUNDS)
			.run((context) -> assertThat(context.getBean(Bounds.class)).isSameAs(BOUNDS));
	}

	@Test
	void gatewayWhenLimitedHasAllOfIt() {
		OverloadRules rules = gateway("""
				proxy.overload.max-exchanges=5
				proxy.overload.retry-after=4s
				proxy.overload.queue.timeout=3s
				""");
		assertThat(rules.retryAfter()).isEqualTo(Duration.ofSeconds(4));
		ExchangeLimit limit = rules.limit();
		assertThat(limit.scope()).isEqualTo(LimitScope.GATEWAY);
		assertThat(limit.max()).isEqualTo(5);
		assertThat(limit.queueTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(gateway("")).isEqualTo(OverloadRules.DEFAULT);
	}

	@Test
	void gatewayWhenPropertiesAreWrongDoesNotStartAndListsThem() {
		Throwable failure = catchThrowableOfType(Throwable.class,
				() -> TestGateway.start(Application.class, "proxy.overload.max-exchanges=-1",
						"proxy.overload.queue.max-size=-2", "proxy.overload.retry-after=0s"));
		while (!(failure instanceof InvalidRoutesException) && failure.getCause() != null) {
			failure = failure.getCause();
		}
		assertThat(failure).isInstanceOf(InvalidRoutesException.class);
		InvalidRoutesException problems = (InvalidRoutesException) failure;
		assertThat(problems.getProblems()).extracting(PropertyProblem::property)
			.containsExactlyInAnyOrder("proxy.overload.max-exchanges", "proxy.overload.queue.max-size",
					"proxy.overload.retry-after");
		assertThat(new InvalidRoutesFailureAnalyzer().analyze(problems).getDescription())
			.startsWith("3 problems with properties of overload protection:");
	}

	private static OverloadRules gateway(String properties) {
		StandardEnvironment environment = environment(properties);
		GatewayOverloadProperties bound = Binder.get(environment)
			.bindOrCreate("proxy.overload", Bindable.of(GatewayOverloadProperties.class));
		return new LimitMapper(BOUNDS).gateway(bound, environment);
	}

	private static RouteConfiguration read(String properties, @Nullable Bounds bounds) {
		return new RouteConfigurationReader(environment(properties), new LimitMapper(bounds), () -> false).get();
	}

	private static StandardEnvironment environment(String properties) {
		StandardEnvironment environment = new StandardEnvironment();
		try {
			new PropertiesPropertySourceLoader()
				.load("test", new ByteArrayResource(properties.getBytes(StandardCharsets.ISO_8859_1), "test"))
				.forEach(environment.getPropertySources()::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return environment;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
