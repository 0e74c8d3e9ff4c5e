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

package dev.detour.proxy.actuate;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the endpoint and its dashboard are behind what protects Actuator.
 */
class EndpointSecurityTests {

	private static final String CREDENTIALS = "Authorization: Basic "
			+ Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.ISO_8859_1));

	@Test
	void endpointWhenSecurityIsThereNeedsCredentialsAndAToken() {
		try (TestGateway gateway = TestGateway.startWithSecurity(App.class, "spring.security.user.name=user",
				"spring.security.user.password=secret", "management.endpoints.web.exposure.include=*",
				WatchedGateway.WRITABLE); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/actuator/proxy/dashboard").status()).isEqualTo(401);
			assertThat(client.get("/actuator/proxy/failures").status()).isEqualTo(401);
			assertThat(client.get("/actuator/proxy/dashboard", CREDENTIALS).status()).isEqualTo(200);
			assertThat(client.get("/actuator/proxy", CREDENTIALS).text())
				.contains("\"mount\":\"behind WebFlux, since there are filters");
			assertThat(client
				.post("/actuator/proxy/eject", "{\"peer\":\"x:1\"}", CREDENTIALS, "Content-Type: application/json")
				.status()).isEqualTo(403);
		}
	}

	@Test
	void endpointWhenManagementHasItsOwnPortIsThere() {
		try (TestGateway gateway = TestGateway.start(Object.class, "management.server.port=0",
				"management.endpoints.web.exposure.include=*")) {
			int port = gateway.context().getEnvironment().getRequiredProperty("local.management.port", Integer.class);
			try (RawClient management = RawClient.connect(port); RawClient client = RawClient.connect(gateway.port())) {
				assertThat(management.get("/actuator/proxy/dashboard").status()).isEqualTo(200);
				assertThat(client.get("/actuator/proxy/dashboard").status()).isEqualTo(404);
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class App {

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http.authorizeExchange((paths) -> paths.anyExchange().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
