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

import com.netflix.concurrency.limits.Limit;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.detour.proxy.adaptive.AdaptiveBounds;
import dev.detour.proxy.overload.LimitSettings;

/**
 * Auto-configuration for limits of exchanges that find themselves.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(Limit.class)
public final class ProxyAdaptiveLimitAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(LimitSettings.Bounds.class)
	AdaptiveBounds proxyAdaptiveBounds() {
		return new AdaptiveBounds();
	}

}
