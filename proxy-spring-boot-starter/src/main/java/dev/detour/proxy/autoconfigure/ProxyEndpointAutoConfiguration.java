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

import java.time.InstantSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

import dev.detour.proxy.actuate.ExchangeHistory;
import dev.detour.proxy.actuate.HistoryOptions;
import dev.detour.proxy.actuate.ManagedGroups;
import dev.detour.proxy.actuate.ProxyEndpoint;
import dev.detour.proxy.actuate.ProxyEndpointWebExtension;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.handler.ProxyHandlerRegistry;

/**
 * Auto-configuration for the gateway's Actuator endpoint and its dashboard. Nothing is
 * remembered unless the endpoint is exposed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProxyAutoConfiguration.class,
		afterName = "org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration")
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(ProxyEndpoint.class)
@ConditionalOnBean(Gateway.class)
@EnableConfigurationProperties(ProxyEndpointProperties.class)
public final class ProxyEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ExchangeHistory proxyExchangeHistory(ProxyEndpointProperties properties) {
		int maxFailures = properties.getMaxFailures();
		if (maxFailures < 0) {
			throw new InvalidConfigurationPropertyValueException("proxy.endpoint.max-failures", maxFailures,
					"Must not be negative.");
		}
		return new ExchangeHistory(new HistoryOptions(maxFailures, properties.isShowQuery()), System::nanoTime,
				InstantSource.system());
	}

	@Bean
	@ConditionalOnMissingBean
	ProxyEndpoint proxyEndpoint(ProxyHandlerRegistry handlers, ObjectProvider<ManagedGroups> groups,
			ExchangeHistory history, MountSelector mount, EndpointAccessResolver access) {
		return new ProxyEndpoint(handlers, ManagedGroups.of(groups.orderedStream().toList()), history, mount::mount,
				access);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(endpoint = ProxyEndpoint.class, exposure = EndpointExposure.WEB)
	ProxyEndpointWebExtension proxyEndpointWebExtension(ProxyEndpoint endpoint) {
		return new ProxyEndpointWebExtension(endpoint);
	}

}
