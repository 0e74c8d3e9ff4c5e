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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.detour.proxy.peer.ForwardProxy;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.Http2Wire;
import dev.detour.proxy.testing.ScriptedHttp2Upstream;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that connections are shared between peers whose keys are equal, and only between
 * those: attribute by attribute.
 */
class ConnectionSharingTests {

	static Stream<Arguments> attributes() {
		List<Arguments> all = List.of(
				Arguments.arguments("address", (Change) (peer, port, proxy) -> secure("b.test", port)),
				Arguments.arguments("scheme", (Change) (peer, port, proxy) -> Peer.http("a.test", port)),
				Arguments.arguments("server name", (Change) (peer, port, proxy) -> peer.withSni("other.test")),
				Arguments.arguments("bundle", (Change) (peer, port, proxy) -> peer.withSslBundle("other")),
				Arguments.arguments("verify certificate",
						(Change) (peer, port, proxy) -> peer.withVerifyCertificate(false)),
				Arguments.arguments("verify hostname", (Change) (peer, port, proxy) -> peer.withVerifyHostname(false)),
				Arguments.arguments("alternative name",
						(Change) (peer, port, proxy) -> peer.withAlternativeName("localhost")),
				Arguments.arguments("forward proxy",
						(Change) (peer, port, proxy) -> peer.withForwardProxy(ForwardProxy.http("127.0.0.1", proxy))),
				Arguments.arguments("credentials of the forward proxy",
						(Change) (peer, port, proxy) -> peer
							.withForwardProxy(ForwardProxy.http("127.0.0.1", proxy).withCredentials("me", "secret"))),
				Arguments.arguments("local address",
						(Change) (peer, port, proxy) -> peer.withLocalAddress("127.0.0.2")));
		return Stream.of(Protocols.HTTP_1_1, Protocols.HTTP_2)
			.flatMap((protocols) -> all.stream()
				.map((each) -> Arguments.arguments(protocols, each.get()[0], each.get()[1])));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("attributes")
	void connectionWhenOneAttributeDiffersIsNotShared(Protocols protocols, String attribute, Change change)
			throws IOException {
		try (Upstream upstream = Upstream.start(protocols);
				TestProxy proxy = TestProxy.http(200);
				TestLoops loops = loops()) {
			Peer peer = secure("a.test", upstream.port()).withProtocols(protocols);
			Peer other = change.apply(peer, upstream.port(), proxy.port()).withProtocols(protocols);
			assertThat(loops.start(0, peer).body()).isEqualTo("ok");
			TestAttempt second = loops.start(0, other);
			if (second.succeeded()) {
				assertThat(second.reused()).isFalse();
				assertThat(upstream.connections()).isEqualTo(2);
				assertThat(loops.start(0, other).reused()).isTrue();
			}
			else {
				assertThat(attribute).isEqualTo("scheme");
			}
			assertThat(loops.start(0, peer).reused()).isTrue();
		}
	}

	@Test
	void connectionWhenProtocolsDifferIsNotShared() {
		try (Upstream upstream = Upstream.start(Protocols.HTTP_2); TestLoops loops = loops()) {
			Peer peer = secure("a.test", upstream.port()).withProtocols(Protocols.HTTP_2);
			assertThat(loops.start(0, peer).body()).isEqualTo("ok");
			TestAttempt second = loops.start(0, peer.withProtocols(Protocols.HTTP_2_OR_1_1));
			assertThat(second.body()).isEqualTo("ok");
			assertThat(second.reused()).isFalse();
			assertThat(upstream.connections()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@MethodSource("dev.detour.proxy.upstream.ConnectionSharingTests#versions")
	void connectionWhenOnlyOtherOptionsDifferIsShared(Protocols protocols) {
		try (Upstream upstream = Upstream.start(protocols); TestLoops loops = loops()) {
			Peer peer = secure("a.test", upstream.port()).withProtocols(protocols);
			assertThat(loops.start(0, peer).body()).isEqualTo("ok");
			Peer same = secure("a.test", upstream.port()).withProtocols(protocols)
				.withHostHeader("other.test")
				.withReadTimeout(Duration.ofSeconds(7))
				.withConnectTimeout(Duration.ofSeconds(7))
				.withWeight(7)
				.withMaxConnections(7);
			assertThat(loops.start(0, same).reused()).isTrue();
			assertThat(upstream.connections()).isOne();
		}
	}

	static Stream<Protocols> versions() {
		return Stream.of(Protocols.HTTP_1_1, Protocols.HTTP_2);
	}

	private static TestLoops loops() {
		TestLoops loops = TestLoops.of(1);
		loops.name("a.test", "127.0.0.1");
		loops.name("b.test", "127.0.0.1");
		return loops;
	}

	private static Peer secure(String host, int port) {
		return Peer.https(host, port);
	}

	/**
	 * Changes one attribute.
	 */
	@FunctionalInterface
	interface Change {

		Peer apply(Peer peer, int port, int proxy);

	}

	private record Upstream(int port, IntSupplier count, AutoCloseable server) implements AutoCloseable {

		static Upstream start(Protocols protocols) {
			if (protocols == Protocols.HTTP_1_1) {
				ScriptedUpstream server = ScriptedUpstream.start(UpstreamTls.of(TestCertificates.get().server()));
				return new Upstream(server.port(), server::connectionCount, server);
			}
			ScriptedHttp2Upstream server = ScriptedHttp2Upstream.start(TestCertificates.get().server(), (wire) -> {
				wire.open();
				serve(wire);
			});
			return new Upstream(server.port(), () -> server.connections().size(), server);
		}

		private static void serve(Http2Wire wire) {
			while (true) {
				wire.respond(wire.readRequest().stream(), "ok");
			}
		}

		int connections() {
			return this.count.getAsInt();
		}

		@Override
		public void close() {
			try {
				this.server.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
