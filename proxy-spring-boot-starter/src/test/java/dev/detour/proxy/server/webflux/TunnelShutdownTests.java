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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.SocketEnd;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tunnels that are open when the server shuts down gracefully.
 */
class TunnelShutdownTests {

	@ParameterizedTest
	@EnumSource
	void tunnelWhenServerShutsDownGoesOnUntilBothSidesEnd(Mount mount) throws Exception {
		try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
			TestGateway gateway = mount.start(ProxyApp.class, "server.shutdown=graceful");
			gateway.bean(Peers.class).use(upstream.port());
			try (RawClient tunnel = RawClient.connect(gateway.port());
					RawClient idle = RawClient.connect(gateway.port())) {
				assertThat(idle.get("/").status()).isEqualTo(200);
				upstream.always(Script.upgradeToEcho("custom/1"));
				tunnel.send(RawRequest.head("GET", "/", "Connection: Upgrade", "Upgrade: custom/1"));
				assertThat(tunnel.readResponse().status()).isEqualTo(101);
				CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
				// So it has begun.
				idle.awaitClosed();
				assertThat(new String(tunnel.send("hello").readBytes(5))).isEqualTo("hello");
				assertThat(closed).isNotDone();
				assertThat(tunnel.halfClose().awaitClosed()).isEqualTo(SocketEnd.FIN);
				closed.get(20, TimeUnit.SECONDS);
			}
		}
	}

}
