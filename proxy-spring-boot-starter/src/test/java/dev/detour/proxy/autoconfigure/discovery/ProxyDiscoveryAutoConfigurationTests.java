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

package dev.detour.proxy.autoconfigure.discovery;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.autoconfigure.route.InvalidRoutesException;
import dev.detour.proxy.autoconfigure.route.ProxyRouteAutoConfiguration;
import dev.detour.proxy.source.ServiceDiscovery;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProxyDiscoveryAutoConfiguration}.
 */
class ProxyDiscoveryAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ProxyDiscoveryAutoConfiguration.class, ProxyRouteAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner cloud = this.runner.withUserConfiguration(Server.class)
		.withConfiguration(AutoConfigurations.of(CompositeDiscoveryClientAutoConfiguration.class,
				ReactiveCompositeDiscoveryClientAutoConfiguration.class, SimpleDiscoveryClientAutoConfiguration.class,
				SimpleReactiveDiscoveryClientAutoConfiguration.class, UtilAutoConfiguration.class));

	@Test
	void discoveryWhenThereAreClientsIsThere() {
		this.cloud.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ServiceDiscovery.class));
	}

	@Test
	void discoveryWhenClientsOfOneKindAreSwitchedOffIsThere() {
		this.cloud.withPropertyValues("spring.cloud.discovery.blocking.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ServiceDiscovery.class));
		this.cloud.withPropertyValues("spring.cloud.discovery.reactive.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ServiceDiscovery.class));
	}

	@Test
	void discoveryWhenThereIsNoClientIsNotThereAndNotNeeded() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ServiceDiscovery.class));
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.cloud"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ProxyDiscoveryAutoConfiguration.class));
	}

	@Test
	void startWhenServiceIsConfiguredAndLibraryOrClientIsMissingFailsAndSaysWhatIsNeeded() {
		ReactiveWebApplicationContextRunner configured = this.runner.withPropertyValues("proxy.routes.a.path=/a",
				"proxy.routes.a.discovery.service=carts");
		configured.run((context) -> assertThat(context.getStartupFailure())
			.hasRootCauseInstanceOf(InvalidRoutesException.class)
			.hasStackTraceContaining("proxy.routes.a.discovery.service")
			.hasStackTraceContaining("Needs a registry"));
		configured.withClassLoader(new FilteredClassLoader("org.springframework.cloud"))
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(InvalidRoutesException.class)
				.hasStackTraceContaining("spring-cloud-commons"));
	}

	/**
	 * What the clients of Spring Cloud need of the server.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ServerProperties.class)
	static class Server {

	}

}
