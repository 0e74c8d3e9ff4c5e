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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.exchange.Mirrors;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Copies of requests, and which requests are copied.
 */
class MirrorTests extends AbstractMirrorTests {

	@Test
	void requestWhenMirroredIsCopiedAsRouteChangesIt() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start().always(Script.respond(404).body("shadow"));
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.a.strip-prefix=1",
						"proxy.routes.a.request-headers.set.X-Gateway=detour",
						"proxy.routes.a.request-headers.remove=X-Debug");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/api/a%2Fb?c=d", "X-Debug: 1", "x-case: kept").text()).isEqualTo("proxied");
			assertThat(told(gateway).await(1)).containsExactly(404);
			RecordedRequest copy = shadow.request(0);
			RecordedRequest original = this.peer.request(0);
			assertThat(copy.requestLine()).isEqualTo("GET /a%2Fb?c=d HTTP/1.1").isEqualTo(original.requestLine());
			assertThat(copy.headerLines()).containsAll(original.headerLines())
				.contains("x-case: kept", "X-Gateway: detour")
				.hasSize(original.headerLines().size() + 1);
			assertThat(copy.headers("X-Detour-Mirror")).containsExactly("true");
			assertThat(original.headers("X-Detour-Mirror")).isEmpty();
			assertThat(gateway.bean(MeterRegistry.class)
				.get("proxy.mirrored")
				.tags("handler", "a", "group", "shadow", "outcome", "success", "error", "none", "status", "4xx")
				.timer()
				.count()).isOne();
			assertThat(gateway.bean(MeterRegistry.class).get("proxy.attempts").timers()).hasSize(1);
		}
	}

	@Test
	void requestWhenItHasContentIsCopiedWithItIfMethodIsNamed() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start();
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.a.mirror.methods=post,GET");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.post("/", "content").text()).isEqualTo("proxied");
			assertThat(client.send(RawRequest.chunked("POST", "/", "one", "two")).readResponse().status())
				.isEqualTo(200);
			assertThat(client.send(RawRequest.chunked("POST", "/")).readResponse().status()).isEqualTo(200);
			assertThat(told(gateway).await(3)).containsExactly(200, 200, 200);
			assertThat(shadow.requests()).extracting((copy) -> copy.body().text())
				.containsExactlyInAnyOrder("content", "onetwo", "");
			assertThat(shadow.requests()).extracting((copy) -> copy.header("Content-Length").orElse("chunked"))
				.containsExactlyInAnyOrder("7", "chunked", "chunked");
		}
	}

	@Test
	void requestWhenMethodIsNotSafeIsNotCopiedByDefault() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start();
				TestGateway gateway = gateway(shadow.uri());
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.post("/post", "content").status()).isEqualTo(200);
			assertThat(client.send(RawRequest.withBody("PUT", "/put", "content")).readResponse().status())
				.isEqualTo(200);
			assertThat(client.head("/head").status()).isEqualTo(200);
			assertThat(told(gateway).await(1)).containsExactly(200);
			assertThat(shadow.requests()).extracting(RecordedRequest::target).containsExactly("/head");
		}
	}

	@Test
	void requestWhenPercentageIsZeroOrItIsACopyItselfIsNotCopied() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start();
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.b.path=/b/**", "proxy.routes.b.group=shadow",
						"proxy.groups.none.peers=" + shadow.uri(), "proxy.routes.b.mirror.group=none",
						"proxy.routes.b.mirror.percentage=0");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/b/1").status()).isEqualTo(200);
			assertThat(client.get("/a", "X-Detour-Mirror: true").status()).isEqualTo(200);
			assertThat(client.get("/last").status()).isEqualTo(200);
			assertThat(told(gateway).await(1)).containsExactly(200);
			assertThat(shadow.requests()).extracting(RecordedRequest::target)
				.containsExactlyInAnyOrder("/b/1", "/last");
		}
	}

	@Test
	void requestWhenAttemptsAreRepeatedIsCopiedOnce() {
		try (ClosedPort dead = ClosedPort.take();
				ScriptedUpstream broken = ScriptedUpstream.start().always(Script.respond(503));
				ScriptedUpstream shadow = ScriptedUpstream.start();
				TestGateway gateway = gateway(shadow.uri(), "proxy.routes.b.path=/b/**",
						"proxy.routes.b.peers=http://127.0.0.1:" + dead.port() + "," + broken.uri() + ","
								+ this.peer.uri(),
						"proxy.routes.b.priorities=0,1,2", "proxy.routes.b.mirror.group=shadow",
						"proxy.routes.b.mirror.methods=PUT");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.send(RawRequest.withBody("PUT", "/b/1", "content")).readResponse().text())
				.isEqualTo("proxied");
			assertThat(broken.requests()).hasSize(1);
			assertThat(told(gateway).await(1)).containsExactly(200);
			assertThat(client.get("/last").status()).isEqualTo(200);
			assertThat(told(gateway).await(2)).containsExactly(200, 200);
			assertThat(shadow.requests()).extracting(RecordedRequest::target).containsExactly("/b/1", "/last");
			assertThat(shadow.request(0).body().text()).isEqualTo("content");
		}
	}

	@Test
	void requestWhenItAsksForAnotherProtocolIsNotCopied() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start();
				TestGateway gateway = gateway(shadow.uri());
				RawClient client = RawClient.connect(gateway.port())) {
			this.peer.enqueue(Script.upgradeToEcho("echo"));
			assertThat(client.get("/", "Connection: Upgrade", "Upgrade: echo").status()).isEqualTo(101);
			assertThat(new String(client.send("hello").readBytes(5), StandardCharsets.US_ASCII)).isEqualTo("hello");
			assertThat(shadow.requests()).isEmpty();
			assertThat(told(gateway).all()).isEmpty();
		}
	}

	@Test
	void requestWhenClientHasItsAnswerGoesOnToShadow() {
		Gate gate = new Gate();
		try (ScriptedUpstream shadow = ScriptedUpstream.start()
			.always(Script.readRequest().thenStall(gate).thenRespond(200));
				TestGateway gateway = gateway(shadow.uri())) {
			try (RawClient client = RawClient.connect(gateway.port())) {
				assertThat(client.get("/").text()).isEqualTo("proxied");
			}
			gate.awaitReached();
			Mirrors mirrors = gateway.bean(Mirrors.class);
			assertThat(mirrors.active()).isOne();
			assertThat(gateway.bean(PeerGroups.class).group("shadow").members().get(0).inFlight()).isOne();
			gate.open();
			assertThat(told(gateway).await(1)).containsExactly(200);
			assertThat(mirrors.active()).isZero();
			assertThat(gateway.bean(PeerGroups.class).group("shadow").members().get(0).inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 20_000 })
	void requestWhenShadowSpeaksHttp2IsCopied(int repetitions) {
		Queue<String> copies = new ConcurrentLinkedQueue<>();
		LoopResources loops = LoopResources.create("shadow", 1, true);
		DisposableServer shadow = HttpServer.create()
			.protocol(HttpProtocol.H2C)
			.host("127.0.0.1")
			.port(0)
			.runOn(loops)
			.handle((request, response) -> request.receive()
				.aggregate()
				.asString()
				.doOnNext((content) -> copies.add(request.version() + " " + request.uri() + " " + content + " "
						+ request.requestHeaders().get("x-detour-mirror")))
				.then(response.sendString(Mono.just("shadow")).then()))
			.bindNow();
		String content = "content".repeat(repetitions);
		try (TestGateway gateway = gateway("http://127.0.0.1:" + shadow.port(),
				"proxy.groups.shadow.peer.protocols=http-2", "proxy.routes.a.mirror.methods=POST",
				"proxy.routes.a.mirror.max-buffer-size=1MB"); RawClient client = RawClient.connect(gateway.port())) {
			for (int i = 0; i < 3; i++) {
				assertThat(client.post("/" + i, content).text()).isEqualTo("proxied");
			}
			assertThat(told(gateway).await(3)).containsOnly(200);
			assertThat(copies).containsExactlyInAnyOrder("HTTP/2.0 /0 " + content + " true",
					"HTTP/2.0 /1 " + content + " true", "HTTP/2.0 /2 " + content + " true");
		}
		finally {
			shadow.disposeNow();
			loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(10));
		}
	}

	@Test
	void requestWhenShadowHasAHostOfItsOwnNamesThat() {
		try (ScriptedUpstream shadow = ScriptedUpstream.start();
				TestGateway gateway = gateway(shadow.uri(), "proxy.groups.shadow.peer.host-header=shadow.example");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(200);
			assertThat(shadow.request(0).headers("Host")).containsExactly("shadow.example");
			assertThat(this.peer.request(0).headers("Host")).doesNotContain("shadow.example");
		}
	}

}
