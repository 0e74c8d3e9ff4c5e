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
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

import dev.detour.proxy.accesslog.AccessLog;
import dev.detour.proxy.accesslog.Redaction;
import dev.detour.proxy.accesslog.TraceIds;
import dev.detour.proxy.accesslog.TraceParent;

/**
 * Auto-configuration for the access log.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBooleanProperty("proxy.access-log.enabled")
@EnableConfigurationProperties(ProxyAccessLogProperties.class)
public final class ProxyAccessLogAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	AccessLog proxyAccessLog(ProxyAccessLogProperties properties, ObjectProvider<TraceIds> traceIds) {
		if (properties.getQueueSize() < 1) {
			throw new InvalidConfigurationPropertyValueException("proxy.access-log.queue-size",
					properties.getQueueSize(), "Must be positive.");
		}
		Redaction redaction = Redaction.of(properties.getRedactedParameters(), properties.getRedactedHeaders());
		return new AccessLog(properties.getFormat(), redaction, properties.getRequestHeaders(),
				properties.getQueueSize(), traceIds.getIfAvailable(() -> TraceParent.INSTANCE));
	}

}
