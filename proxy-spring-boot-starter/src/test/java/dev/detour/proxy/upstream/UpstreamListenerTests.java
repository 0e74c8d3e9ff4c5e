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

package dev.detour.proxy.upstream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.server.ExchangeRouter;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.SocketEnd;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UpstreamListener}: that a gateway tells every change of a connection
 * once.
 */
class UpstreamListenerTests {

	private final TestGateway gateway = TestGateway.start(App.class, "logging.level.dev.detour=off");

	private final Told told = this.gateway.bean(Told.class);

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	void connectionWhenReusedAndClosedIsToldOnceEach() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = RawClient.connect(this.gateway.port())) {
			App.port = upstream.port();
			client.get("/");
			client.get("/");
			upstream.awaitIdle(1).closeIdle(SocketEnd.FIN);
			this.told.await("closed idle");
			assertThat(this.told.events).containsExactly("waiting", "waited", "opened", "idle", "reused idle", "idle",
					"closed idle");
		}
	}

	@Test
	void connectionWhenResetInUseIsClosed() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				RawClient client = RawClient.connect(this.gateway.port())) {
			App.port = upstream.port();
			client.get("/");
			this.told.await("closed");
			assertThat(this.told.events).containsExactly("waiting", "waited", "opened", "closed");
		}
	}

	@Test
	void connectionWhenRefusedWasNeverThere() {
		try (ClosedPort port = ClosedPort.take(); RawClient client = RawClient.connect(this.gateway.port())) {
			App.port = port.port();
			assertThat(client.get("/").status()).isEqualTo(502);
			assertThat(this.told.events).containsExactly("waiting", "waited");
		}
	}

	static class Told implements UpstreamListener {

		private final List<String> events = new CopyOnWriteArrayList<>();

		void await(String event) {
			Awaitility.await().until(() -> this.events.contains(event));
		}

		@Override
		public void waiting(PeerAddress peer) {
			this.events.add("waiting");
		}

		@Override
		public void waited(PeerAddress peer) {
			this.events.add("waited");
		}

		@Override
		public void opened(PeerAddress peer, long nanos) {
			assertThat(nanos).isPositive();
			this.events.add("opened");
		}

		@Override
		public void reused(PeerAddress peer, boolean wasIdle) {
			this.events.add("reused" + (wasIdle ? " idle" : ""));
		}

		@Override
		public void idle(PeerAddress peer) {
			this.events.add("idle");
		}

		@Override
		public void closed(PeerAddress peer, boolean wasIdle) {
			this.events.add("closed" + (wasIdle ? " idle" : ""));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class App {

		static volatile int port;

		@Bean
		Told told() {
			return new Told();
		}

		@Bean
		ExchangeRouter router() {
			ProxyHooks<Void> hooks = (exchange) -> Answer.of(Peer.http("127.0.0.1", port));
			return (request) -> hooks;
		}

	}

}
