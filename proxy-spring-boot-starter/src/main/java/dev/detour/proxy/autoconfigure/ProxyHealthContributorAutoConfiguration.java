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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import dev.detour.proxy.actuate.ManagedGroups;
import dev.detour.proxy.actuate.ProxyHealthIndicator;
import dev.detour.proxy.actuate.ProxyHealthIndicator.Strictness;
import dev.detour.proxy.exchange.Gateway;

/**
 * Auto-configuration for the health of the gateway.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProxyAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("proxy")
@ConditionalOnBean(Gateway.class)
@EnableConfigurationProperties(ProxyHealthProperties.class)
public final class ProxyHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "proxyHealthContributor")
	ProxyHealthIndicator proxyHealthContributor(ObjectProvider<ManagedGroups> groups,
			ProxyHealthProperties properties) {
		return new ProxyHealthIndicator(ManagedGroups.of(groups.orderedStream().toList()),
				properties.isStrict() ? Strictness.STRICT : Strictness.LENIENT);
	}

}
