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

import io.micrometer.tracing.Tracer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.detour.proxy.accesslog.TraceIds;
import dev.detour.proxy.observation.ExchangeObservations;
import dev.detour.proxy.observation.ObservedTraceIds;

/**
 * Auto-configuration for trace ids in the access log.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProxyObservationAutoConfiguration.class)
@ConditionalOnClass(Tracer.class)
@ConditionalOnBean(ExchangeObservations.class)
public final class ProxyTracingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(TraceIds.class)
	ObservedTraceIds proxyTraceIds() {
		return new ObservedTraceIds();
	}

}
