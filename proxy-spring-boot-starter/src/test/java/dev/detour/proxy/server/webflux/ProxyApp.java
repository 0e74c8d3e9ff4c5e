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

package dev.detour.proxy.server.webflux;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.server.ExchangeRouter;

/**
 * An application that proxies everything, or what is below a path; behind a filter that
 * does nothing if a property says so.
 */
@Configuration(proxyBeanMethods = false)
class ProxyApp {

	static final String FILTER = "test.filter=true";

	static final String PARTLY = "test.prefix=/proxied/";

	@Bean
	Peers peers() {
		return new Peers();
	}

	@Bean
	ExchangeRouter router(Peers peers, @Value("${test.prefix:}") String prefix) {
		return (request) -> request.path().startsWith(prefix) ? peers : null;
	}

	@Bean
	@ConditionalOnBooleanProperty("test.filter")
	WebFilter idleFilter() {
		return (exchange, chain) -> chain.filter(exchange);
	}

}
