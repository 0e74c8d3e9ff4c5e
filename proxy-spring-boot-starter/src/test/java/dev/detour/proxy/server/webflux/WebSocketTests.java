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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket through the gateway: the JDK's client and Spring's, to a server of Spring
 * WebFlux.
 */
@ParameterizedClass
@EnumSource
class WebSocketTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	static LoopResources loops;

	static DisposableServer server;

	static TestGateway gateway;

	static Peers peers;

	@Parameter
	Mount mount;

	@BeforeAll
	static void startServer() {
		loops = LoopResources.create("websocket-server", 1, true);
		HandshakeWebSocketService service = new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
				() -> WebsocketServerSpec.builder().maxFramePayloadLength(4 << 20).compress(true)));
		WebSocketHandler echo = (session) -> session.send(session.receive().concatMap((message) -> {
			if (message.getType() == WebSocketMessage.Type.TEXT && message.getPayloadAsText().equals("close")) {
				return session.close(new CloseStatus(4001, "as you wish")).then(Mono.empty());
			}
			return Flux.just(message.retain());
		}));
		server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(loops)
			.handle(new ReactorHttpHandlerAdapter(
					WebHttpHandlerBuilder.webHandler((exchange) -> service.handleRequest(exchange, echo)).build()))
			.bindNow();
	}

	@AfterAll
	static void stopServer() {
		server.disposeNow();
		loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(PATIENCE);
	}

	@BeforeParameterizedClassInvocation
	static void startGateway(Mount mount) {
		gateway = mount.start(ProxyApp.class);
		peers = gateway.bean(Peers.class);
	}

	@AfterParameterizedClassInvocation
	static void stopGateway() {
		gateway.close();
	}

	@BeforeEach
	void usePeer() {
		peers.use(server.port());
	}

	@Test
	void messagesOfJdkClientAreEchoed() throws InterruptedException {
		Received received = new Received();
		WebSocket socket = connect(received);
		for (int i = 0; i < 1000; i++) {
			socket.sendText("message " + i, true).join();
			assertThat(received.next()).isEqualTo("message " + i);
		}
		String large = "0123456789abcdef".repeat(65536);
		socket.sendText(large, true).join();
		assertThat(received.next()).isEqualTo(large);
		socket.sendText("in ", false).join();
		socket.sendText("pieces", true).join();
		assertThat(received.next()).isEqualTo("in pieces");
		socket.sendPing(ByteBuffer.wrap(new byte[] { 1, 2 })).join();
		assertThat(received.next()).isEqualTo("pong 2");
		socket.sendClose(4000, "enough").join();
		assertThat(received.next()).startsWith("closed 4000");
		assertThat(peers.outcome().result()).isEqualTo(Result.RELAYED);
	}

	@Test
	void closeOfServerReachesClientWithCodeAndReason() throws InterruptedException {
		Received received = new Received();
		WebSocket socket = connect(received);
		socket.sendText("close", true).join();
		assertThat(received.next()).isEqualTo("closed 4001 as you wish");
		// This server closes its connection without having read the answer to that.
		assertThat(peers.outcome().result()).isIn(Result.RELAYED, Result.ABORTED);
	}

	@Test
	void messagesOfSpringClientAreEchoed() throws InterruptedException {
		reactor.netty.http.client.HttpClient http = reactor.netty.http.client.HttpClient.newConnection();
		ReactorNettyWebSocketClient client = new ReactorNettyWebSocketClient(http,
				() -> WebsocketClientSpec.builder().compress(true));
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		client.execute(uri(),
				(session) -> session.send(Flux.range(0, 100).map((i) -> session.textMessage("text ".repeat(100) + i)))
					.thenMany(session.receive().take(100).map(WebSocketMessage::getPayloadAsText))
					.doOnNext(received::add)
					.then())
			.block(PATIENCE);
		assertThat(received).hasSize(100).first().asString().endsWith("text 0");
		assertThat(peers.outcome().status()).isEqualTo(101);
	}

	private static WebSocket connect(Received received) {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.connectTimeout(PATIENCE)
			.buildAsync(uri(), received)
			.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
			.join();
	}

	private static URI uri() {
		return URI.create("ws://localhost:" + gateway.port() + "/socket?a=b");
	}

	/**
	 * What a client of the JDK received. Fragments are put together.
	 */
	private static final class Received implements WebSocket.Listener {

		private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

		private final StringBuilder text = new StringBuilder();

		String next() throws InterruptedException {
			String next = this.messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (next == null) {
				throw new AssertionError("Nothing received in time");
			}
			return next;
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.messages.add(this.text.toString());
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
			this.messages.add("pong " + message.remaining());
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
			this.messages.add("closed " + status + (reason.isEmpty() ? "" : " " + reason));
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.messages.add("error " + error);
		}

	}

}
