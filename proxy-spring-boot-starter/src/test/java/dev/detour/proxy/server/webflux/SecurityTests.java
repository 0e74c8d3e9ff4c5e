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

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

class SecurityTests extends AbstractExchangeTests {

	private static final String CREDENTIALS = "Authorization: Basic "
			+ Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.ISO_8859_1));

	private static TestGateway gateway;

	@BeforeAll
	static void startGateway() {
		gateway = TestGateway.startWithSecurity(App.class, "spring.security.user.name=user",
				"spring.security.user.password=secret");
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

	@Test
	void mountWhenSecurityIsThereIsBehindIt() {
		assertThat(Mount.decision(gateway)).asString()
			.startsWith("behind WebFlux, since there are filters: ")
			.contains("WebFilterChainProxy");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/orders?x=1", "//orders", "/orders/", "/a/../orders", "/./orders", "/orders;a=b",
			"/%6frders", "/a%2Forders", "/a%5Corders", "/orders%00", "http://test.example/orders", "/%2e%2e/public/x",
			"/public/../orders", "/public;/x", "/public%2F..%2Forders", "//public/x", "/publiC/x" })
	void requestWhenNotAuthenticatedNeverReachesUpstream(String target) {
		assertThat(this.client.get(target).status()).isIn(400, 401);
		assertThat(this.upstream.connectionCount()).isZero();
	}

	@Test
	void requestWhenNotAuthenticatedIsToldHow() {
		RawResponse response = this.client.get("/orders");
		assertThat(response.status()).isEqualTo(401);
		assertThat(response.header("WWW-Authenticate")).hasValueSatisfying((value) -> value.startsWith("Basic"));
	}

	@Test
	void uploadWhenNotAuthenticatedNeverReachesUpstream() {
		this.client.send(RawRequest.withBody("POST", "/orders", "content"));
		assertThat(this.client.readResponse().status()).isEqualTo(401);
		assertThat(this.client.post("/orders", "content", CREDENTIALS).status()).isEqualTo(200);
		assertThat(this.upstream.requests()).hasSize(1);
	}

	@Test
	void requestWhenAuthenticatedIsPassedOnAsSent() {
		RawResponse response = this.client.get("/orders?x=%20", CREDENTIALS, "x-B: 1", "X-a: 2", "x-B: 3");
		assertThat(response.status()).isEqualTo(200);
		RecordedRequest request = this.upstream.request(0);
		assertThat(request.target()).isEqualTo("/orders?x=%20");
		assertThat(request.headerLines()).startsWith("Host: test.example", CREDENTIALS, "x-B: 1", "X-a: 2", "x-B: 3");
	}

	@Test
	void responseWhenPassedOnHasFieldsOfSecurity() {
		this.upstream.always(Script.respond(200)
			.header("Cache-Control", "max-age=60")
			.header("X-Upstream", "yes")
			.chunks("some", "content"));
		RawResponse response = this.client.get("/orders", CREDENTIALS);
		assertThat(response.text()).isEqualTo("somecontent");
		assertThat(response.headers("X-Frame-Options")).containsExactly("DENY");
		assertThat(response.headers("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(response.headers("Cache-Control")).containsExactly("max-age=60");
		assertThat(response.headers("X-Upstream")).containsExactly("yes");
	}

	@Test
	void requestWhenPathIsOpenToAllIsPassedOn() {
		assertThat(this.client.get("/public/x").status()).isEqualTo(200);
		assertThat(this.upstream.request(0).target()).isEqualTo("/public/x");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class App {

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http
				.authorizeExchange(
						(paths) -> paths.pathMatchers("/public/**").permitAll().anyExchange().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.build();
		}

	}

}
