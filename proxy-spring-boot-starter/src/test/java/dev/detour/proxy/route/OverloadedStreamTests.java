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

package dev.detour.proxy.route;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More streams of HTTP/2 and calls of gRPC than there may be, in both mounts.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class OverloadedStreamTests {

	private static final int CANCEL = 0x8;

	private static final String[] CALL = { "content-type", "application/grpc", "te", "trailers" };

	@Parameter
	boolean direct;

	private final Gate gate = new Gate();

	private ScriptedUpstream upstream;

	private TestGateway gateway;

	@BeforeEach
	void start() {
		this.upstream = ScriptedUpstream.start()
			.always(Script.readRequest().thenStall(this.gate).thenRespond(200).body("ok"));
		this.gateway = TestGateway.start(this.direct ? Application.class : Filtered.class, "server.http2.enabled=true",
				"proxy.routes.a.path=/**", "proxy.routes.a.peers=" + this.upstream.uri(),
				"proxy.routes.a.overload.max-exchanges=2", "proxy.routes.a.overload.queue.max-size=1",
				"proxy.routes.a.overload.queue.timeout=10s");
	}

	@AfterEach
	void stop() {
		this.gate.open();
		this.gateway.close();
		this.upstream.close();
	}

	@Test
	void streamsWhenThereAreTooManyWaitOrAreRefused() {
		try (RawHttp2Client client = RawHttp2Client.connect(this.gateway.port())) {
			client.get(1, "/1").get(3, "/3");
			this.upstream.awaitRequests(2);
			client.get(5, "/5");
			awaitQueued(1);
			client.get(7, "/7");
			RawHttp2Client.Response refused = client.awaitResponse(7);
			assertThat(refused.status()).isEqualTo(503);
			assertThat(refused.fields("503")).contains("retry-after: 1");
			client.reset(5, CANCEL);
			awaitQueued(0);
			client.get(9, "/9");
			awaitQueued(1);
			this.gate.open();
			assertThat(client.awaitResponse(9).text()).isEqualTo("ok");
		}
		assertThat(this.upstream.requests()).extracting((request) -> request.target())
			.containsExactlyInAnyOrder("/1", "/3", "/9");
		Awaitility.await().until(() -> limit().active() == 0);
	}

	@Test
	void callWhenThereAreTooManyIsUnavailable() {
		try (RawHttp2Client client = RawHttp2Client.connect(this.gateway.port())) {
			client.get(1, "/1").get(3, "/3");
			this.upstream.awaitRequests(2);
			client.get(5, "/5");
			awaitQueued(1);
			client.post(7, "/echo.Echo/Say", CALL);
			RawHttp2Client.Response refused = client.awaitResponse(7);
			assertThat(refused.heads()).hasSize(1);
			assertThat(refused.status()).isEqualTo(200);
			assertThat(refused.fields("200")).contains("grpc-status: 14", "retry-after: 1");
			assertThat(refused.body()).isEmpty();
		}
		assertThat(this.upstream.requests()).noneMatch((request) -> request.target().startsWith("/echo"));
	}

	@Test
	void callWhenItsTimeIsUpLeavesTheQueue() {
		try (RawHttp2Client client = RawHttp2Client.connect(this.gateway.port())) {
			client.get(1, "/1").get(3, "/3");
			this.upstream.awaitRequests(2);
			client.post(5, "/echo.Echo/Say", "content-type", "application/grpc", "te", "trailers", "grpc-timeout",
					"100m");
			assertThat(client.awaitResponse(5).fields("200")).contains("grpc-status: 4");
			awaitQueued(0);
			this.gate.open();
			assertThat(client.awaitResponse(3).status()).isEqualTo(200);
			Awaitility.await().until(() -> limit().active() == 0);
			assertThat(this.upstream.requests()).hasSize(2);
		}
	}

	private ExchangeLimit limit() {
		return this.gateway.bean(ProxyRoutes.class).limits().get(0);
	}

	private void awaitQueued(int queued) {
		Awaitility.await().until(() -> limit().queued() == queued);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

	static class Filtered extends Application {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

}
