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

package dev.detour.proxy.grpc;

import io.grpc.ManagedChannelBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.TestGateway;

/**
 * The interoperability tests of gRPC, through the gateway.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractInteropTests {

	private static volatile Peer peer;

	private GrpcServer server;

	private TestGateway gateway;

	abstract GrpcServer startServer();

	abstract Peer peer(int port);

	abstract TestGateway startGateway();

	abstract ManagedChannelBuilder<?> channel(int port);

	@BeforeAll
	void start() {
		this.server = startServer();
		peer = peer(this.server.port());
		this.gateway = startGateway();
	}

	@AfterAll
	void stop() {
		this.gateway.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void interopWhenCallsGoThroughGatewayIsAsWithoutIt(InteropCase interop) throws Exception {
		InteropClient client = new InteropClient(channel(this.gateway.port()));
		client.setUp();
		try {
			interop.run(client);
		}
		finally {
			client.tearDown();
		}
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return peer;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Forwarding.class)
	static class Filtered {

		@Bean
		WebFilter idleFilter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

}
