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

package dev.detour.proxy.failures;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.Nginx;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.ScriptedHttp2Upstream;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers with which HTTP/2 is negotiated by ALPN, real ones among them.
 */
class Http2TlsTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	static FailureGateway gateway;

	@BeforeAll
	static void start() {
		String bundle = "spring.ssl.bundle.pem.";
		gateway = FailureGateway.start(bundle + "ca.truststore.certificate=" + CERTIFICATES.caPem().toUri(),
				bundle + "reloaded.truststore.certificate=" + CERTIFICATES.caPem().toUri(),
				bundle + "client.truststore.certificate=" + CERTIFICATES.caPem().toUri(),
				bundle + "client.keystore.certificate=" + CERTIFICATES.client().chainPem(),
				bundle + "client.keystore.private-key=" + CERTIFICATES.client().privateKeyPem());
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void nginxWhenItNegotiatesHttp2IsSpokenToInThat() {
		try (Nginx nginx = Nginx.start("ssl http2", "")) {
			assertThat(get(peer(nginx.port(), Protocols.HTTP_2))).startsWith("HTTP/2.0 ");
			assertThat(get(peer(nginx.port(), Protocols.HTTP_2_OR_1_1))).startsWith("HTTP/2.0 ");
			assertThat(get(peer(nginx.port(), Protocols.HTTP_1_1))).startsWith("HTTP/1.1 ");
		}
	}

	@Test
	void nginxWhenItNegotiatesHttp1IsSpokenToInThat() {
		try (Nginx nginx = Nginx.start("ssl", "")) {
			assertThat(get(peer(nginx.port(), Protocols.HTTP_2_OR_1_1))).startsWith("HTTP/1.1 ");
			assertThat(get(peer(nginx.port(), Protocols.HTTP_2_OR_1_1))).startsWith("HTTP/1.1 ");
		}
	}

	@Test
	void nginxWhenItWantsClientCertificateGetsItOverHttp2() {
		String directives = "ssl_client_certificate ca.pem; ssl_verify_client on;";
		try (Nginx nginx = Nginx.start("ssl http2", directives)) {
			assertThat(get(peer(nginx.port(), Protocols.HTTP_2).withSslBundle("client"))).startsWith("HTTP/2.0 ")
				.endsWith("CN=client");
			assertThat(get(peer(nginx.port(), Protocols.HTTP_2))).contains("No required SSL certificate was sent");
		}
	}

	@Test
	void nginxWhenConnectedToAgainResumesTheSession() {
		for (String version : new String[] { "TLSv1.2", "TLSv1.3" }) {
			try (Nginx nginx = Nginx.start("ssl", "keepalive_timeout 0; ssl_protocols " + version + ";")) {
				Peer peer = peer(nginx.port(), Protocols.HTTP_1_1);
				assertThat(get(peer)).as(version).isEqualTo("HTTP/1.1 . ");
				assertThat(get(peer)).as(version).isEqualTo("HTTP/1.1 r ");
			}
		}
	}

	@Test
	void springApplicationWhenItNegotiatesHttp2IsSpokenToInThat() {
		try (TestGateway application = TestGateway.start(Application.class, "server.http2.enabled=true",
				"server.ssl.bundle=server",
				"spring.ssl.bundle.pem.server.keystore.certificate=" + CERTIFICATES.server().chainPem(),
				"spring.ssl.bundle.pem.server.keystore.private-key=" + CERTIFICATES.server().privateKeyPem())) {
			// Without the choice of another, a response is proof of HTTP/2.
			for (Protocols protocols : new Protocols[] { Protocols.HTTP_2, Protocols.HTTP_2_OR_1_1 }) {
				String body = Content.text(300_000);
				Path path = gateway.path(TestHooks.peers(peer(application.port(), protocols)));
				// The response begins before the request is over, so the connection is
				// closed after it.
				try (RawClient client = gateway.connect()) {
					RawResponse response = client.post(path.name(), body);
					assertThat(response.status()).isEqualTo(200);
					assertThat(response.text()).isEqualTo(body);
				}
				assertThat(path.told().errors()).isEmpty();
			}
		}
	}

	@Test
	void peerWhenItMustSpeakHttp2AndDoesNotIsRefusedAndSaysWhy() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(UpstreamTls.of(CERTIFICATES.server()));
				RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(peer(upstream.port(), Protocols.HTTP_2)));
			assertThat(client.post(path.name(), "body").status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.HTTP_VERSION_REFUSED);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(path.told().error().cause()).hasMessageContaining("HTTP/2 only");
			assertThat(upstream.requests()).isEmpty();
		}
	}

	@Test
	void bundleWhenReloadedSecuresNewConnectionsWhileOldOnesFinish() {
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start(CERTIFICATES.server(), (wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			held.countDown();
			await(go);
			wire.respond(stream, "old");
			wire.awaitClose();
			closed.countDown();
		}, (wire) -> wire.open().awaitClose(), (wire) -> {
			wire.open();
			wire.respond(wire.readRequest().stream(), "new");
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Peer peer = peer(upstream.port(), Protocols.HTTP_2).withSslBundle("reloaded");
			CompletableFuture<String> old = CompletableFuture.supplyAsync(() -> get(peer));
			await(held);
			DefaultSslBundleRegistry bundles = gateway.bean(DefaultSslBundleRegistry.class);
			bundles.updateBundle("reloaded", SslBundle.of(SslStoreBundle.NONE));
			Path untrusted = gateway.path(TestHooks.peers(peer));
			assertThat(client.get(untrusted.name()).status()).isEqualTo(502);
			assertThat(untrusted.told().error().type()).isEqualTo(ErrorType.INVALID_CERTIFICATE);
			bundles.updateBundle("reloaded", bundles.getBundle("client"));
			assertThat(get(peer)).isEqualTo("new");
			go.countDown();
			assertThat(old.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("old");
			await(closed);
		}
	}

	private static String get(Peer peer) {
		try (RawClient client = gateway.connect()) {
			return client.get(gateway.path(TestHooks.peers(peer)).name()).text();
		}
	}

	private static Peer peer(int port, Protocols protocols) {
		return Peer.https("localhost", port).withSslBundle("ca").withProtocols(protocols);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		/**
		 * Its own event loops: it does not end those of the gateway.
		 */
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			return resources;
		}

		@Bean
		RouterFunction<ServerResponse> echo() {
			return RouterFunctions.route()
				.POST("/**",
						(request) -> ServerResponse.ok().body(request.bodyToFlux(DataBuffer.class), DataBuffer.class))
				.build();
		}

	}

}
