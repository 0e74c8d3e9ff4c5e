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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

class ManagementPortTests {

	@ParameterizedTest
	@EnumSource
	void gatewayWhenManagementHasItsOwnPortIsNotMountedThere(Mount mount) {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestGateway gateway = mount.start(ProxyApp.class, "management.server.port=0")) {
			upstream.always(Script.respond(200).body("proxied"));
			gateway.bean(Peers.class).use(upstream.port());
			int managementPort = gateway.context()
				.getEnvironment()
				.getRequiredProperty("local.management.port", Integer.class);
			assertThat(get(managementPort, "/actuator/health").text()).contains("UP");
			assertThat(get(managementPort, "/x").status()).isEqualTo(404);
			assertThat(get(managementPort, "/actuator/nothing").status()).isEqualTo(404);
			assertThat(upstream.connectionCount()).isZero();
			try (RawClient client = RawClient.connect(gateway.port())) {
				assertThat(client.get("/actuator/health").text()).isEqualTo("proxied");
			}
		}
	}

	@Test
	void notFoundWhenNobodyTakesRequestIsAnErrorPage() {
		try (TestGateway gateway = TestGateway.start(Object.class);
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/x").status()).isEqualTo(404);
		}
	}

	/**
	 * Uses a connection of its own: without the guard of the gateway, Reactor Netty can
	 * lose a request that follows a response written by another thread.
	 */
	private static RawResponse get(int port, String target) {
		try (RawClient client = RawClient.connect(port)) {
			return client.get(target);
		}
	}

}
