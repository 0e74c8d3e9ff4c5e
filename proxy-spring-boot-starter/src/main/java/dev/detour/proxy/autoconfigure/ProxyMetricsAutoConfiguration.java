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

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

import dev.detour.proxy.accesslog.AccessLog;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.metrics.AccessLogMetrics;
import dev.detour.proxy.metrics.ConnectionMetrics;
import dev.detour.proxy.metrics.ExchangeMetrics;
import dev.detour.proxy.metrics.GroupMetrics;
import dev.detour.proxy.metrics.MirrorMetrics;
import dev.detour.proxy.metrics.ObservationMeterFilter;
import dev.detour.proxy.metrics.OverloadMetrics;
import dev.detour.proxy.metrics.ReplayMemoryMetrics;
import dev.detour.proxy.metrics.SourceMetrics;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.route.ProxyRoutes;

/**
 * Auto-configuration for the gateway's meters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { ProxyAutoConfiguration.class, ProxyAccessLogAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, Gateway.class })
@EnableConfigurationProperties(ProxyMetricsProperties.class)
public final class ProxyMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ExchangeMetrics proxyExchangeMetrics(MeterRegistry registry, ProxyMetricsProperties properties) {
		return new ExchangeMetrics(registry, maxPeers(properties));
	}

	@Bean
	@ConditionalOnMissingBean
	ConnectionMetrics proxyConnectionMetrics(MeterRegistry registry, ProxyMetricsProperties properties) {
		return new ConnectionMetrics(registry, maxPeers(properties));
	}

	@Bean
	@ConditionalOnMissingBean
	GroupMetrics proxyGroupMetrics(MeterRegistry registry, ProxyMetricsProperties properties) {
		return new GroupMetrics(registry, maxPeers(properties), System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	SourceMetrics proxySourceMetrics(MeterRegistry registry) {
		return new SourceMetrics(registry, System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	ReplayMemoryMetrics proxyReplayMemoryMetrics(Gateway gateway) {
		return new ReplayMemoryMetrics(gateway.replayMemory());
	}

	@Bean
	@ConditionalOnMissingBean
	OverloadMetrics proxyOverloadMetrics(MeterRegistry registry, Gateway gateway, ObjectProvider<ProxyRoutes> routes) {
		OverloadMetrics metrics = new OverloadMetrics(registry);
		ExchangeLimit limit = gateway.overload().limit();
		metrics.use((limit != null) ? List.of(limit) : List.of());
		routes.ifAvailable((configured) -> {
			metrics.use(configured.limits());
			configured.onReload(() -> metrics.use(configured.limits()));
		});
		return metrics;
	}

	@Bean
	@ConditionalOnMissingBean
	MirrorMetrics proxyMirrorMetrics(MeterRegistry registry) {
		return new MirrorMetrics(registry);
	}

	@Bean
	MeterBinder proxyMirrorGauges(Gateway gateway) {
		return MirrorMetrics.gauges(gateway.mirrors());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(AccessLog.class)
	AccessLogMetrics proxyAccessLogMetrics(AccessLog accessLog) {
		return new AccessLogMetrics(accessLog);
	}

	@Bean
	static ObservationMeterFilter proxyObservationMeterFilter() {
		return new ObservationMeterFilter();
	}

	private static int maxPeers(ProxyMetricsProperties properties) {
		int maxPeers = properties.getMaxPeers();
		if (maxPeers < 0) {
			throw new InvalidConfigurationPropertyValueException("proxy.metrics.max-peers", maxPeers,
					"Must not be negative.");
		}
		return maxPeers;
	}

}
