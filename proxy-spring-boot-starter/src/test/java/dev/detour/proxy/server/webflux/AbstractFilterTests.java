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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.testing.TestGateway;

/**
 * A gateway behind a filter that each test chooses, and for each test an upstream and a
 * connection.
 */
abstract class AbstractFilterTests extends AbstractExchangeTests {

	static final int MIB = 1024 * 1024;

	static TestGateway gateway;

	@BeforeAll
	static void startGateway() {
		gateway = TestGateway.start(App.class);
	}

	@AfterAll
	static void stopGateway() {
		gateway.close();
	}

	@Override
	int use(int port) {
		gateway.bean(Peers.class).use(port);
		return gateway.port();
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class App {

		static volatile WebFilter filter;

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> filter.filter(exchange, chain);
		}

	}

}
