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

import java.util.stream.Stream;

import org.springframework.http.server.reactive.HttpHandler;

import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The two mounts, and how to get them.
 */
enum Mount {

	DIRECT, WEBFLUX;

	/**
	 * Starts an application with this mount.
	 * @param application imports {@link ProxyApp}
	 * @param properties more properties
	 * @return the gateway
	 */
	TestGateway start(Class<?> application, String... properties) {
		TestGateway gateway = TestGateway.start(application, (this == DIRECT) ? properties
				: Stream.concat(Stream.of(properties), Stream.of(ProxyApp.FILTER)).toArray(String[]::new));
		assertThat(decision(gateway).isDirect()).isEqualTo(this == DIRECT);
		return gateway;
	}

	static MountDecision decision(TestGateway gateway) {
		return MountDecision.of(gateway.bean(HttpHandler.class), gateway.bean(WebFluxMount.class));
	}

}
