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

package dev.detour.proxy.conformance;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket with Jetty as the peer.
 */
class JettyWebSocketTests {

	private static Server jetty;

	private static TestGateway gateway;

	private static int port;

	@BeforeAll
	static void start() throws Exception {
		jetty = new Server(new InetSocketAddress("127.0.0.1", 0));
		jetty.setHandler(WebSocketUpgradeHandler.from(jetty,
				(container) -> container.addMapping("/*", (request, response, callback) -> new Echo())));
		jetty.start();
		port = jetty.getURI().getPort();
		gateway = TestGateway.start(Forwarding.class);
	}

	@AfterAll
	static void stop() throws Exception {
		gateway.close();
		jetty.stop();
	}

	@Test
	void messagesAreEchoedAndTheClientEnds() throws Exception {
		Received received = new Received();
		WebSocket socket = connect(received);
		for (int i = 0; i < 200; i++) {
			socket.sendText("message " + i, true).join();
			assertThat(received.next()).isEqualTo("message " + i);
		}
		String large = "0123456789".repeat(6000);
		socket.sendText(large, true).join();
		assertThat(received.next()).isEqualTo(large);
		socket.sendClose(4000, "enough").join();
		assertThat(received.next()).startsWith("closed 4000");
	}

	@Test
	void serverThatEndsSaysWhy() throws Exception {
		Received received = new Received();
		connect(received).sendText("close", true).join();
		assertThat(received.next()).isEqualTo("closed 4001 as you wish");
	}

	private static WebSocket connect(Received received) {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + gateway.port() + "/socket"), received)
			.orTimeout(20, TimeUnit.SECONDS)
			.join();
	}

	/**
	 * What the server does.
	 */
	public static final class Echo extends Session.Listener.AbstractAutoDemanding {

		@Override
		public void onWebSocketText(String message) {
			if (message.equals("close")) {
				getSession().close(4001, "as you wish", Callback.NOOP);
			}
			else {
				getSession().sendText(message, Callback.NOOP);
			}
		}

	}

	private static final class Received implements WebSocket.Listener {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final StringBuilder text = new StringBuilder();

		String next() throws InterruptedException {
			return this.events.poll(20, TimeUnit.SECONDS);
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.events.add(this.text.toString());
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
			this.events.add("closed " + status + " " + reason);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.events.add(error.toString());
		}

	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", port);
		}

	}

}
