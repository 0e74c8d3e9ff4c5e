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
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.detour.proxy.actuate.ManagedGroups;
import dev.detour.proxy.actuate.ProxyInfoContributor;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.handler.ProxyHandlerRegistry;

/**
 * Auto-configuration for what Actuator's {@code info} says about the gateway.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProxyAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnEnabledInfoContributor("proxy")
@ConditionalOnBean(Gateway.class)
public final class ProxyInfoContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ProxyInfoContributor proxyInfoContributor(ProxyHandlerRegistry handlers, ObjectProvider<ManagedGroups> groups,
			MountSelector mount) {
		return new ProxyInfoContributor(handlers, ManagedGroups.of(groups.orderedStream().toList()), mount::mount);
	}

}
