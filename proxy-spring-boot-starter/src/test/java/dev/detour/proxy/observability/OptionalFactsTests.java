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

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.accesslog.AccessLog;
import dev.detour.proxy.actuate.ProxyEndpoint;
import dev.detour.proxy.actuate.ProxyHealthIndicator;
import dev.detour.proxy.actuate.ProxyInfoContributor;
import dev.detour.proxy.autoconfigure.ProxyAccessLogAutoConfiguration;
import dev.detour.proxy.autoconfigure.ProxyAutoConfiguration;
import dev.detour.proxy.autoconfigure.ProxyEndpointAutoConfiguration;
import dev.detour.proxy.autoconfigure.ProxyHandlerAutoConfiguration;
import dev.detour.proxy.autoconfigure.ProxyHealthContributorAutoConfiguration;
import dev.detour.proxy.autoconfigure.ProxyInfoContributorAutoConfiguration;
import dev.detour.proxy.autoconfigure.ProxyMetricsAutoConfiguration;
import dev.detour.proxy.autoconfigure.ProxyObservationAutoConfiguration;
import dev.detour.proxy.autoconfigure.ProxyTracingAutoConfiguration;
import dev.detour.proxy.autoconfigure.discovery.ProxyDiscoveryAutoConfiguration;
import dev.detour.proxy.autoconfigure.route.ProxyRouteAutoConfiguration;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.metrics.ExchangeMetrics;
import dev.detour.proxy.observation.ExchangeObservations;
import dev.detour.proxy.observation.ObservedTraceIds;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.server.ExchangeRouter;
import dev.detour.proxy.source.ServiceDiscovery;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a gateway starts and proxies with every subset of the optional libraries on
 * the class path, and does what those allow. That none of them is really needed is shown
 * by the sample, whose tests run once more without them.
 */
@Tag("slow")
class OptionalFactsTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner(
			AnnotationConfigReactiveWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(NettyReactiveWebServerAutoConfiguration.class,
				HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class))
		.withUserConfiguration(App.class)
		.withPropertyValues("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s",
				"proxy.access-log.enabled=true", "management.endpoints.web.exposure.include=*");

	static Stream<Set<Fact>> subsets() {
		return IntStream.range(0, 1 << Fact.values().length).mapToObj((bits) -> {
			EnumSet<Fact> facts = EnumSet.noneOf(Fact.class);
			for (Fact fact : Fact.values()) {
				if ((bits & (1 << fact.ordinal())) != 0) {
					facts.add(fact);
				}
			}
			return facts;
		});
	}

	@ParameterizedTest
	@MethodSource("subsets")
	void gatewayWhenOnlyTheseAreThereWorks(Set<Fact> facts) {
		List<String> missing = new ArrayList<>();
		for (Fact fact : Fact.values()) {
			if (!facts.contains(fact)) {
				missing.addAll(fact.packages);
			}
		}
		ReactiveWebApplicationContextRunner reduced = this.runner
			.withClassLoader(new FilteredClassLoader(missing.toArray(String[]::new)));
		for (Fact fact : facts) {
			reduced = reduced.withConfiguration(AutoConfigurations.of(fact.autoConfigurations));
		}
		boolean traced = facts.containsAll(Set.of(Fact.OBSERVATION, Fact.TRACING));
		if (traced) {
			reduced = reduced.withUserConfiguration(TracingConfiguration.class);
		}
		reduced.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(AccessLog.class);
			String traceparent = get(context.getSourceApplicationContext());
			assertThat(traceparent != null).isEqualTo(traced);
			assertThat(context.getBeansOfType(ExchangeMetrics.class)).hasSize(facts.contains(Fact.METRICS) ? 1 : 0);
			if (facts.contains(Fact.METRICS)) {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				Awaitility.await().until(() -> registry.find("proxy.exchanges").timer() != null);
				assertThat(registry.find("proxy.exchange").meters()).isEmpty();
			}
			assertThat(context.getBeansOfType(ProxyEndpoint.class)).hasSize(facts.contains(Fact.ACTUATOR) ? 1 : 0);
			assertThat(context.getBeansOfType(ProxyInfoContributor.class))
				.hasSize(facts.contains(Fact.ACTUATOR) ? 1 : 0);
			assertThat(context.getBeansOfType(ProxyHealthIndicator.class)).hasSize(facts.contains(Fact.HEALTH) ? 1 : 0);
			assertThat(context.getBeansOfType(ExchangeObservations.class))
				.hasSize(facts.contains(Fact.OBSERVATION) ? 1 : 0);
			assertThat(context.getBeansOfType(ObservedTraceIds.class)).hasSize(traced ? 1 : 0);
			assertThat(context.getBeansOfType(ServiceDiscovery.class)).hasSize(facts.contains(Fact.DISCOVERY) ? 1 : 0);
		});
	}

	/**
	 * Sends a request through the gateway.
	 * @param context the application
	 * @return the trace context that the upstream got
	 */
	private static String get(ApplicationContext context) {
		int port = ((AnnotationConfigReactiveWebServerApplicationContext) context).getWebServer().getPort();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = RawClient.connect(port)) {
			App.port = upstream.port();
			assertThat(client.get("/").status()).isEqualTo(200);
			return upstream.request(0).header("traceparent").orElse(null);
		}
	}

	enum Fact {

		ACTUATOR(List.of("org.springframework.boot.actuate"), EndpointAutoConfiguration.class,
				WebEndpointAutoConfiguration.class, ManagementContextAutoConfiguration.class),

		HEALTH(List.of("org.springframework.boot.health"), HealthContributorRegistryAutoConfiguration.class,
				HealthContributorAutoConfiguration.class),

		METRICS(List.of("io.micrometer.core", "org.springframework.boot.micrometer.metrics"),
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class),

		// The library itself is part of what Spring's web server needs.
		OBSERVATION(List.of("org.springframework.boot.micrometer.observation"), ObservationAutoConfiguration.class),

		TRACING(List.of("io.micrometer.tracing")),

		DISCOVERY(List.of("org.springframework.cloud"), CompositeDiscoveryClientAutoConfiguration.class,
				ReactiveCompositeDiscoveryClientAutoConfiguration.class, SimpleDiscoveryClientAutoConfiguration.class,
				SimpleReactiveDiscoveryClientAutoConfiguration.class, UtilAutoConfiguration.class);

		private final List<String> packages;

		private final Class<?>[] autoConfigurations;

		/**
		 * Creates the fact.
		 * @param packages what is in its libraries
		 * @param autoConfigurations what these bring to the application
		 */
		Fact(List<String> packages, Class<?>... autoConfigurations) {
			this.packages = packages;
			this.autoConfigurations = autoConfigurations;
		}

	}

	/**
	 * Imports what the starter configures by name, as an application does: so annotations
	 * that are not on the class path are not seen.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ProxyAutoConfiguration.class, ProxyHandlerAutoConfiguration.class,
			ProxyMetricsAutoConfiguration.class, ProxyObservationAutoConfiguration.class,
			ProxyTracingAutoConfiguration.class, ProxyAccessLogAutoConfiguration.class,
			ProxyRouteAutoConfiguration.class, ProxyDiscoveryAutoConfiguration.class,
			ProxyEndpointAutoConfiguration.class, ProxyHealthContributorAutoConfiguration.class,
			ProxyInfoContributorAutoConfiguration.class })
	static class App {

		private static volatile int port;

		@Bean
		ExchangeRouter router() {
			ProxyHooks<Void> hooks = (exchange) -> Answer.of(Peer.http("127.0.0.1", port));
			return (request) -> hooks;
		}

	}

}
