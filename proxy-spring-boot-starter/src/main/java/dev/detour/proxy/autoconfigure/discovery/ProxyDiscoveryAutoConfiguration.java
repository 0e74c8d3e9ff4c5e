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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import dev.detour.proxy.source.ServiceDiscovery;

/**
 * Auto-configuration for peers from Spring Cloud's discovery.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = {
		"org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration",
		"org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration",
		"org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration",
		"org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration" })
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass({ DiscoveryClient.class, ReactiveDiscoveryClient.class })
@Conditional(ProxyDiscoveryAutoConfiguration.AnyClient.class)
public final class ProxyDiscoveryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(ServiceDiscovery.class)
	CloudDiscovery proxyServiceDiscovery(ObjectProvider<ReactiveDiscoveryClient> reactive,
			ObjectProvider<DiscoveryClient> blocking) {
		return new CloudDiscovery(CloudDiscovery.preferred(reactive), CloudDiscovery.preferred(blocking));
	}

	/**
	 * There is a client, of either kind.
	 */
	static final class AnyClient extends AnyNestedCondition {

		AnyClient() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(DiscoveryClient.class)
		static final class Blocking {

		}

		@ConditionalOnBean(ReactiveDiscoveryClient.class)
		static final class Reactive {

		}

	}

}
