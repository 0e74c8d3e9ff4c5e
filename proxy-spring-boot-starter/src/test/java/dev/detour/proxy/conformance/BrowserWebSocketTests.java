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

import java.time.Duration;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Browser;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * WebSocket of headless Chromium, from a page of the gateway's application to a path that
 * it proxies. The browser offers compression, and the server accepts it.
 */
@Tag("slow")
class BrowserWebSocketTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final String PAGE = """
			<!doctype html>
			<link rel="icon" href="data:,">
			<output></output>
			<script>
			const output = document.querySelector('output');
			const socket = new WebSocket(`ws://${location.host}/socket?a=b`, 'echo');
			socket.binaryType = 'arraybuffer';
			const show = (text) => output.append(text + ';');
			socket.onopen = () => show('open ' + socket.protocol + ' ' + socket.extensions.split(';')[0]);
			socket.onmessage = (event) => show(typeof event.data === 'string'
				? (event.data.length > 100 ? 'text of ' + event.data.length : event.data)
				: 'bytes ' + new Uint8Array(event.data));
			socket.onclose = (event) => show('closed ' + event.code + ' ' + event.reason);
			</script>
			""";

	private static LoopResources loops;

	private static DisposableServer server;

	private static TestGateway gateway;

	private Browser browser;

	@BeforeAll
	static void start() {
		assumeThat(Browser.isInstalled()).as("Chromium is installed (Debian's package is 'chromium')").isTrue();
		loops = LoopResources.create("websocket-server", 1, true);
		WebsocketServerSpec spec = WebsocketServerSpec.builder()
			.protocols("echo")
			.maxFramePayloadLength(4 << 20)
			.compress(true)
			.build();
		server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(loops)
			.handle((request, response) -> response.sendWebsocket(BrowserWebSocketTests::echo, spec))
			.bindNow();
		gateway = TestGateway.start(Application.class);
	}

	private static Mono<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
		return in.aggregateFrames(4 << 20).receiveFrames().concatMap((frame) -> {
			if (frame instanceof TextWebSocketFrame text && text.text().equals("close")) {
				return out.sendClose(4001, "as you wish");
			}
			return out.sendObject(Flux.just(frame.retain())).then();
		}).then();
	}

	@AfterAll
	static void stop() {
		if (gateway != null) {
			gateway.close();
			server.disposeNow();
			loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(SOON);
		}
	}

	@AfterEach
	void close() {
		if (this.browser != null) {
			this.browser.close();
		}
	}

	@Test
	void messagesAreEchoedUntilTheServerCloses() {
		open();
		this.browser.evaluate("socket.send('hello')");
		awaitShown("hello;");
		this.browser.evaluate("socket.send(new Uint8Array([1, 2, 255]))");
		awaitShown("bytes 1,2,255;");
		this.browser.evaluate("socket.send('0123456789abcdef'.repeat(65536))");
		awaitShown("text of 1048576;");
		this.browser.evaluate("socket.send('close')");
		awaitShown("closed 4001 as you wish;");
		assertThat(this.browser.errors()).isEmpty();
	}

	@Test
	void clientThatClosesIsAnswered() {
		open();
		this.browser.evaluate("socket.close(4000, 'enough')");
		awaitShown("closed 4000");
		assertThat(this.browser.errors()).isEmpty();
	}

	private void open() {
		this.browser = Browser.open("http://127.0.0.1:" + gateway.port() + "/page");
		awaitShown("open echo permessage-deflate;");
	}

	private void awaitShown(String text) {
		this.browser.await("document.querySelector('output')?.textContent.includes('" + text + "')", SOON);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Forwarding.class)
	static class Application {

		@Bean
		RouterFunction<ServerResponse> page() {
			return RouterFunctions.route()
				.GET("/page", (request) -> ServerResponse.ok().contentType(MediaType.TEXT_HTML).bodyValue(PAGE))
				.build();
		}

	}

	@ProxyHandler("/socket")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", server.port());
		}

	}

}
