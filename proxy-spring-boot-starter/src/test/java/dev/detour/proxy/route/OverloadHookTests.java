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

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.annotation.NewContext;
import dev.detour.proxy.annotation.OnComplete;
import dev.detour.proxy.annotation.OnGiveUp;
import dev.detour.proxy.annotation.OnRequest;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which hooks are called for an exchange that waits or is refused.
 */
class OverloadHookTests {

	private static final Queue<String> CALLS = new ConcurrentLinkedQueue<>();

	private static volatile CompletableFuture<ProxyResponse> page = new CompletableFuture<>();

	private static volatile int port;

	private final Gate gate = new Gate();

	private ScriptedUpstream upstream;

	@BeforeEach
	void start() {
		CALLS.clear();
		page = new CompletableFuture<>();
		this.upstream = ScriptedUpstream.start()
			.always(Script.readRequest().thenStall(this.gate).thenRespond(200).body("ok"));
		port = this.upstream.port();
	}

	@AfterEach
	void stop() {
		this.gate.open();
		this.upstream.close();
	}

	@Test
	void handlerWhenExchangeIsRefusedIsAskedForNothingButContextAndPage() {
		page.complete(ProxyResponse.text(503, "Come back later"));
		try (TestGateway gateway = gateway("proxy.overload.queue.max-size=0");
				RawClient one = RawClient.connect(gateway.port()).send(RawRequest.head("GET", "/1"));
				RawClient two = RawClient.connect(gateway.port())) {
			this.upstream.awaitRequests(1);
			RawResponse refused = two.get("/2");
			assertThat(refused.text()).isEqualTo("Come back later");
			assertThat(refused.headers("Retry-After")).containsExactly("1");
			this.gate.open();
			assertThat(one.readResponse().status()).isEqualTo(200);
		}
		assertThat(CALLS.stream().filter((call) -> call.endsWith("/2"))).containsExactly("context /2", "overloaded /2",
				"complete /2");
	}

	@Test
	void exchangeWhenItGivesUpWhileItWaitsIsNotLetInAnyMore() {
		try (TestGateway gateway = gateway("proxy.overload.queue.timeout=10s", "server.http2.enabled=true");
				RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
			ExchangeLimit limit = gateway.bean(Gateway.class).overload().limit();
			client.get(1, "/1");
			this.upstream.awaitRequests(1);
			client.post(3, "/call", "content-type", "application/grpc", "te", "trailers", "grpc-timeout", "50m");
			Awaitility.await().until(() -> CALLS.contains("deadline_exceeded /call"));
			assertThat(limit.queued()).isZero();
			this.gate.open();
			assertThat(client.awaitResponse(1).text()).isEqualTo("ok");
			Awaitility.await().until(() -> limit.active() == 0);
			page.complete(null);
			assertThat(client.awaitResponse(3).fields("200")).contains("grpc-status: 4");
			Awaitility.await().until(() -> CALLS.contains("complete /call"));
		}
		assertThat(CALLS).doesNotContain("request /call");
		assertThat(this.upstream.requests()).hasSize(1);
	}

	private static TestGateway gateway(String... properties) {
		String[] all = new String[properties.length + 1];
		System.arraycopy(properties, 0, all, 1, properties.length);
		all[0] = "proxy.overload.max-exchanges=1";
		return TestGateway.start(Noting.class, all);
	}

	@ProxyHandler("/**")
	static class Noting {

		@NewContext
		StringBuilder context(ProxyRequest request) {
			CALLS.add("context " + request.path());
			return new StringBuilder();
		}

		@OnRequest
		void request(ProxyRequest request) {
			CALLS.add("request " + request.path());
		}

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", port);
		}

		@OnGiveUp
		CompletionStage<ProxyResponse> page(ProxyRequest request, ProxyError error) {
			CALLS.add(error.type().id() + " " + request.path());
			return page;
		}

		@OnComplete
		void complete(ProxyRequest request) {
			CALLS.add("complete " + request.path());
		}

	}

}
