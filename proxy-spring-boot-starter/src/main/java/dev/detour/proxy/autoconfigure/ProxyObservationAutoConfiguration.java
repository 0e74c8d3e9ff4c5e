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

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.observation.ExchangeObservations;
import dev.detour.proxy.observation.ProxyAttemptObservationConvention;
import dev.detour.proxy.observation.ProxyExchangeObservationConvention;

/**
 * Auto-configuration for the gateway's observations.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProxyAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ObservationRegistry.class, Gateway.class })
@EnableConfigurationProperties(ProxyObservationProperties.class)
public final class ProxyObservationAutoConfiguration {

	/**
	 * The type of handlers that only measure, by name: it may not be there.
	 */
	private static final String METER_HANDLER = "io.micrometer.core.instrument.observation.MeterObservationHandler";

	@Bean
	@ConditionalOnMissingBean
	ExchangeObservations proxyExchangeObservations(ObservationRegistry registry, ProxyObservationProperties properties,
			ObjectProvider<ObservationHandler<?>> handlers,
			ObjectProvider<ProxyExchangeObservationConvention> exchangeConvention,
			ObjectProvider<ProxyAttemptObservationConvention> attemptConvention) {
		Boolean enabled = properties.getEnabled();
		boolean wanted = (enabled != null) ? enabled
				: handlers.stream().anyMatch((handler) -> !isMeterHandler(handler));
		return new ExchangeObservations(wanted ? registry : ObservationRegistry.NOOP,
				exchangeConvention.getIfAvailable(), attemptConvention.getIfAvailable());
	}

	private static boolean isMeterHandler(ObservationHandler<?> handler) {
		for (Class<?> type : ClassUtils.getAllInterfaces(handler)) {
			if (type.getName().equals(METER_HANDLER)) {
				return true;
			}
		}
		return false;
	}

}
