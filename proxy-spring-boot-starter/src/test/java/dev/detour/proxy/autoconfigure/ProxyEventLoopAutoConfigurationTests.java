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

package dev.detour.proxy.autoconfigure;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many event loops there are, whoever makes them.
 */
class ProxyEventLoopAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProxyEventLoopAutoConfiguration.class));

	@Test
	void eventLoopsAreAsManyAsProcessors() {
		this.runner.run((context) -> assertThat(count(context.getBean(ReactorResourceFactory.class)))
			.isEqualTo(Runtime.getRuntime().availableProcessors()));
	}

	@Test
	void eventLoopsWhenConfiguredAreAsManyAsConfigured() {
		this.runner.withPropertyValues("proxy.server.event-loops=3")
			.run((context) -> assertThat(count(context.getBean(ReactorResourceFactory.class))).isEqualTo(3));
	}

	@Test
	void eventLoopsWhenThereAreNoneFailTheStart() {
		this.runner.withPropertyValues("proxy.server.event-loops=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("proxy.server.event-loops")
				.hasMessageContaining("Must be at least 1"));
	}

	@Test
	void eventLoopsWhenApplicationHasItsOwnAreThose() {
		this.runner.withUserConfiguration(OwnResources.class)
			.run((context) -> assertThat(context).getBean(ReactorResourceFactory.class)
				.isSameAs(context.getBean(OwnResources.class).resources));
	}

	@Test
	void configurationComesBeforeThatOfSpringBoot() {
		this.runner.withConfiguration(AutoConfigurations.of(NettyReactiveWebServerAutoConfiguration.class))
			.withPropertyValues("proxy.server.event-loops=3")
			.run((context) -> assertThat(count(context.getBean(ReactorResourceFactory.class))).isEqualTo(3));
	}

	/**
	 * Counts event loops by taking more of them than there should be.
	 */
	private static int count(ReactorResourceFactory resources) {
		EventLoopGroup group = Objects.requireNonNull(resources.getLoopResources()).onServer(true);
		Set<EventLoop> found = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 1000; i++) {
			found.add(group.next());
		}
		return found.size();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnResources {

		private final ReactorResourceFactory resources = new ReactorResourceFactory();

		@Bean
		ReactorResourceFactory resources() {
			return this.resources;
		}

	}

}
