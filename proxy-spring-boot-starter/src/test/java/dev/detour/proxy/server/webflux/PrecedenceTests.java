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
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who gets a request when the gateway takes all that nobody else claims.
 */
@ParameterizedClass
@EnumSource
class PrecedenceTests extends AbstractExchangeTests {

	private static TestGateway gateway;

	@Parameter
	Mount mount;

	@BeforeParameterizedClassInvocation
	static void startGateway(Mount mount) {
		gateway = mount.start(App.class, "management.endpoints.web.exposure.include=health,beans");
	}

	@AfterParameterizedClassInvocation
	static void stopGateway() {
		gateway.close();
	}

	@Override
	int use(int port) {
		this.upstream.always(Script.respond(200).body("proxied"));
		gateway.bean(Peers.class).use(port);
		return gateway.port();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/controller", "/controller?x=/y", "/%63ontroller", "/controller;x=y",
			"http://test.example/controller", "/variable/a%2Fb", "/any/thing/at/all" })
	void requestWhenControllerClaimsPathIsItsOwn(String target) {
		assertThat(this.client.get(target).text()).startsWith("controller");
		assertThat(this.upstream.connectionCount()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/controller/", "//controller", "/Controller", "/x/../controller", "/controller%2F",
			"/controller%3Fx", "/controllers", "/variable", "/variable/a/b", "/any", "/%2Fcontroller",
			"/static-resource.txt", "/actuator/info", "//actuator/health" })
	void requestWhenNobodyClaimsPathIsProxied(String target) {
		assertThat(this.client.get(target).text()).isEqualTo("proxied");
		assertThat(this.upstream.request(0).target()).isEqualTo(target);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/health", "/actuator/beans", "/%61ctuator/health",
			"/actuator;x/health" })
	void requestWhenActuatorClaimsPathIsItsOwn(String target) {
		assertThat(this.client.get(target).text()).doesNotContain("proxied");
		assertThat(this.upstream.connectionCount()).isZero();
	}

	@Test
	void requestWhenControllerTakesNoSuchMethodIsRefused() {
		assertThat(this.client.post("/controller", "x").status()).isEqualTo(405);
		assertThat(this.upstream.connectionCount()).isZero();
	}

	@Test
	void requestWhenPathCannotBeDecodedIsRefused() {
		assertThat(this.client.get("/%zz").status()).isEqualTo(400);
		assertThat(this.upstream.connectionCount()).isZero();
	}

	@Test
	void preflightWhenNobodyClaimsPathIsProxied() {
		this.upstream.always(Script.respond(204).header("Access-Control-Allow-Origin", "*"));
		RawResponse response = this.client
			.send("OPTIONS /x HTTP/1.1\r\nHost: test.example\r\n"
					+ "Origin: http://other.example\r\nAccess-Control-Request-Method: PUT\r\n\r\n")
			.readResponse();
		assertThat(response.status()).isEqualTo(204);
		assertThat(response.headers("Access-Control-Allow-Origin")).containsExactly("*");
	}

	@Test
	void optionsWhenAboutTheServerAreProxied() {
		this.client.send("OPTIONS * HTTP/1.1\r\nHost: test.example\r\n\r\n");
		assertThat(this.client.readResponse().text()).isEqualTo("proxied");
		assertThat(this.upstream.request(0).target()).isEqualTo("*");
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ProxyApp.class, Controller.class })
	static class App {

	}

	@RestController
	static class Controller {

		@GetMapping("/controller")
		String controller() {
			return "controller";
		}

		@GetMapping("/variable/{x}")
		String variable(@PathVariable String x) {
			return "controller " + x;
		}

		@GetMapping("/any/*/{*rest}")
		String any(@PathVariable String rest) {
			return "controller " + rest;
		}

	}

}
