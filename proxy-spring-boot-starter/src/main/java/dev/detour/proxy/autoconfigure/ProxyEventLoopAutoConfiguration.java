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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.ReactorNettyProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.ReactorNetty;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Auto-configuration for the event loops: as many as there are processors. Reactor Netty
 * has four at least, for applications that block them now and then; where there are fewer
 * processors, a gateway would only pay for switching between them.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = NettyReactiveWebServerAutoConfiguration.class,
		beforeName = "org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration")
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass(HttpServer.class)
@EnableConfigurationProperties({ ProxyProperties.class, ReactorNettyProperties.class })
public final class ProxyEventLoopAutoConfiguration {

	private static final String THREADS = "reactor-http";

	@Bean
	@ConditionalOnMissingBean
	ReactorResourceFactory reactorResourceFactory(ProxyProperties properties, ReactorNettyProperties reactor) {
		int count = count(properties.getServer().getEventLoops());
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setLoopResourcesSupplier(() -> LoopResources.create(THREADS, count, true));
		if (reactor.getShutdownQuietPeriod() != null) {
			resources.setShutdownQuietPeriod(reactor.getShutdownQuietPeriod());
		}
		return resources;
	}

	private static int count(@Nullable Integer configured) {
		if (configured == null) {
			return (System.getProperty(ReactorNetty.IO_WORKER_COUNT) != null) ? LoopResources.DEFAULT_IO_WORKER_COUNT
					: Runtime.getRuntime().availableProcessors();
		}
		if (configured < 1) {
			throw new InvalidConfigurationPropertyValueException("proxy.server.event-loops", configured,
					"Must be at least 1");
		}
		return configured;
	}

}
