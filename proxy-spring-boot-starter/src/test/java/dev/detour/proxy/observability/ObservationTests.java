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

package dev.detour.proxy.observability;

import java.util.List;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.detour.proxy.observation.DefaultProxyAttemptObservationConvention;
import dev.detour.proxy.observation.ProxyAttemptContext;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of observations without tracing: when they are made, and how they are named.
 */
class ObservationTests {

	private static final String PARENT = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	@Test
	void exchangeWhenOnlyMetersHandleObservationsIsNotObserved() {
		try (ObservedGateway gateway = ObservedGateway.start(PlainApp.class);
				ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			ScriptedExchangeTests.Orders.use(upstream.port());
			assertThat(gateway.gateway().bean(ObservationRegistry.class).isNoop()).isFalse();
			client.get("/orders/1", PARENT);
			assertThat(PARENT).endsWith(upstream.request(0).header("traceparent").orElseThrow());
			assertThat(gateway.awaitLines(1).get(0)).contains(" trace=4bf92f3577b34da6a3ce929d0e0e4736 ");
			assertThat(gateway.meters().find("proxy.exchange").meters()).isEmpty();
		}
	}

	@Test
	void exchangeWhenConventionIsABeanIsNamedByIt() {
		try (ObservedGateway gateway = ObservedGateway.start(ConventionApp.class, "proxy.observations.enabled=true");
				ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			ScriptedExchangeTests.Orders.use(upstream.port());
			client.get("/orders/1");
			gateway.awaitLines(1);
			TestObservationRegistry registry = gateway.gateway().bean(TestObservationRegistry.class);
			TestObservationRegistryAssert.assertThat(registry)
				.hasObservationWithNameEqualTo("proxy.exchange")
				.that()
				.hasBeenStarted()
				.hasLowCardinalityKeyValue("outcome", "relayed")
				.hasHighCardinalityKeyValue("url.path", "/orders/1");
			TestObservationRegistryAssert.assertThat(registry)
				.hasObservationWithNameEqualTo("mine")
				.that()
				.hasParentObservation()
				.hasLowCardinalityKeyValue("http.response.status_code", "200");
		}
	}

	@Test
	void exchangeWhenObservationsAreDisabledIsNotObserved() {
		try (ObservedGateway gateway = ObservedGateway.start(ScriptedExchangeTests.App.class,
				"proxy.observations.enabled=false");
				ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			ScriptedExchangeTests.Orders.use(upstream.port());
			client.get("/orders/1");
			gateway.awaitLines(1);
			assertThat(upstream.request(0).headers("traceparent")).isEqualTo(List.of());
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class PlainApp {

		@Bean
		ScriptedExchangeTests.Orders orders() {
			return new ScriptedExchangeTests.Orders();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(PlainApp.class)
	static class ConventionApp {

		@Bean
		TestObservationRegistry observationRegistry() {
			return TestObservationRegistry.create();
		}

		@Bean
		DefaultProxyAttemptObservationConvention convention() {
			return new DefaultProxyAttemptObservationConvention() {

				@Override
				public String getName() {
					return "mine";
				}

				@Override
				public String getContextualName(ProxyAttemptContext context) {
					return "mine";
				}

			};
		}

	}

}
