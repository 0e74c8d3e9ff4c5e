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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.ForwardProxy;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the ways to a peer: addresses, sockets, and proxies.
 */
class DiallingTests {

	private static final String RESPONSE = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

	@Test
	void nameWhenFirstAddressRefusesIsConnectedByTheNext() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); TestLoops loops = TestLoops.of(1)) {
			loops.name("peer.test", "127.0.0.2", "::1", "127.0.0.1");
			assertThat(loops.start(0, Peer.http("peer.test", upstream.port())).body()).isEqualTo("ok");
		}
	}

	@Test
	void nameWhenFirstAddressDoesNotAnswerIsConnectedByTheNextWithinTheLimit() throws IOException {
		try (BlackHole hole = BlackHole.open();
				ServerSocket live = new ServerSocket(hole.port(), 1, InetAddress.getByName("127.0.0.2"));
				TestLoops loops = TestLoops.of(1)) {
			loops.name("peer.test", "127.0.0.1", "127.0.0.2");
			CompletableFuture<InetAddress> client = answerOnce(live);
			Peer peer = Peer.http("peer.test", hole.port()).withConnectTimeout(Duration.ofSeconds(3));
			assertThat(loops.start(0, peer).body()).isEqualTo("ok");
			assertThat(client.join().isLoopbackAddress()).isTrue();
		}
	}

	@Test
	void nameWhenAllAddressesRefuseSaysSo() {
		try (ClosedPort port = ClosedPort.take(); TestLoops loops = TestLoops.of(1)) {
			loops.name("peer.test", "127.0.0.1", "127.0.0.2");
			ProxyError error = loops.start(0, Peer.http("peer.test", port.port())).error();
			assertThat(error.type()).isEqualTo(ErrorType.CONNECT_REFUSED);
			assertThat(error.delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(error.cause()).hasMessageContaining("none of 2 addresses");
			assertThat(error.cause().getStackTrace()).isEmpty();
		}
	}

	@Test
	void nameWhenNoAddressAnswersInTimeSaysSo() {
		try (BlackHole hole = BlackHole.open(); TestLoops loops = TestLoops.of(1)) {
			loops.name("peer.test", "127.0.0.1", "127.0.0.1");
			Peer peer = Peer.http("peer.test", hole.port()).withConnectTimeout(Duration.ofMillis(300));
			ProxyError error = loops.start(0, peer).error();
			assertThat(error.type()).isEqualTo(ErrorType.CONNECT_TIMEOUT);
			assertThat(error.cause()).hasMessageContaining("addresses");
		}
	}

	@Test
	void nameWhenUnknownIsAnErrorOfItsOwn() {
		try (TestLoops loops = TestLoops.of(1)) {
			assertThat(loops.start(0, Peer.http("nobody.test", 80)).error().type()).isEqualTo(ErrorType.DNS);
		}
	}

	@Test
	void localAddressWhenSetIsConnectedFrom() throws IOException {
		try (ServerSocket live = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
				TestLoops loops = TestLoops.of(1)) {
			loops.name("peer.test", "::1", "127.0.0.1");
			CompletableFuture<InetAddress> client = answerOnce(live);
			Peer peer = Peer.http("peer.test", live.getLocalPort()).withLocalAddress("127.0.0.3");
			assertThat(loops.start(0, peer).body()).isEqualTo("ok");
			assertThat(client.join().getHostAddress()).isEqualTo("127.0.0.3");
		}
	}

	@Test
	void localAddressWhenPeerHasNoneOfItsFamilyIsNoRoute() {
		try (TestLoops loops = TestLoops.of(1)) {
			loops.name("peer.test", "::1");
			ProxyError error = loops.start(0, Peer.http("peer.test", 80).withLocalAddress("127.0.0.1")).error();
			assertThat(error.type()).isEqualTo(ErrorType.NO_ROUTE);
			assertThat(error.cause()).hasMessageContaining("127.0.0.1");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void unixSocketWhenListenedOnIsConnectedTo(boolean nio, @TempDir Path directory) throws IOException {
		Path path = directory.resolve("peer.sock");
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
			.bind(UnixDomainSocketAddress.of(path)); TestLoops loops = TestLoops.of(nio, TcpKeepAlive.DEFAULT)) {
			CompletableFuture.runAsync(() -> answerOnce(server));
			assertThat(loops.start(0, Peer.unix(path.toString())).body()).isEqualTo("ok");
		}
	}

	@Test
	void unixSocketWhenMissingRefuses(@TempDir Path directory) {
		try (TestLoops loops = TestLoops.of(1)) {
			ProxyError error = loops.start(0, Peer.unix(directory.resolve("none.sock").toString())).error();
			assertThat(error.type()).isEqualTo(ErrorType.CONNECT_REFUSED);
		}
	}

	@Test
	void httpProxyWhenAskedResolvesTheNameAndTunnelsTls() throws IOException {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(UpstreamTls.of(TestCertificates.get().server()));
				TestProxy proxy = TestProxy.http(200);
				TestLoops loops = TestLoops.of(1)) {
			Peer peer = Peer.https("peer.test", upstream.port())
				.withVerifyCertificate(false)
				.withForwardProxy(ForwardProxy.http("127.0.0.1", proxy.port()).withCredentials("me", "secret"));
			assertThat(loops.start(0, peer).body()).isEqualTo("ok");
			assertThat(proxy.asked()).singleElement()
				.asString()
				.startsWith("CONNECT peer.test:" + upstream.port() + " HTTP/1.1")
				.containsIgnoringCase("proxy-authorization: Basic bWU6c2VjcmV0");
			assertThat(loops.start(0, peer).reused()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 403, 407, 502 })
	void httpProxyWhenItRefusesFailsTheAttempt(int status) throws IOException {
		try (TestProxy proxy = TestProxy.http(status); TestLoops loops = TestLoops.of(1)) {
			Peer peer = Peer.http("peer.test", 80)
				.withForwardProxy(ForwardProxy.http("127.0.0.1", proxy.port()).withCredentials("me", "secret"));
			ProxyError error = loops.start(0, peer).error();
			assertThat(error.type()).isEqualTo(ErrorType.CONNECT_FAILED);
			assertThat(error.delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(error.cause()).hasMessageContaining(String.valueOf(status));
			assertThat(error.toString() + peer).doesNotContain("secret").doesNotContain("bWU6c2VjcmV0");
		}
	}

	@Test
	void socksProxyWhenAskedResolvesTheName() throws IOException {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestProxy proxy = TestProxy.socks5(0);
				TestLoops loops = TestLoops.of(1)) {
			Peer peer = Peer.http("peer.test", upstream.port())
				.withForwardProxy(ForwardProxy.socks5("127.0.0.1", proxy.port()).withCredentials("me", "secret"));
			assertThat(loops.start(0, peer).body()).isEqualTo("ok");
			assertThat(proxy.asked()).containsExactly("me:secret@peer.test:" + upstream.port());
		}
	}

	@Test
	void socksProxyWhenItRefusesFailsTheAttempt() throws IOException {
		try (TestProxy proxy = TestProxy.socks5(5); TestLoops loops = TestLoops.of(1)) {
			Peer peer = Peer.http("peer.test", 80)
				.withForwardProxy(ForwardProxy.socks5("127.0.0.1", proxy.port()).withCredentials("me", "secret"));
			assertThat(loops.start(0, peer).error().type()).isEqualTo(ErrorType.CONNECT_FAILED);
		}
	}

	@Test
	void proxyWhenItCannotBeReachedFailsAsAPeerWould() {
		try (ClosedPort port = ClosedPort.take(); TestLoops loops = TestLoops.of(1)) {
			Peer peer = Peer.http("peer.test", 80).withForwardProxy(ForwardProxy.http("127.0.0.1", port.port()));
			assertThat(loops.start(0, peer).error().type()).isEqualTo(ErrorType.CONNECT_REFUSED);
		}
	}

	private static CompletableFuture<InetAddress> answerOnce(ServerSocket server) {
		return CompletableFuture.supplyAsync(() -> {
			try (Socket socket = server.accept()) {
				TestProxy.readHead(socket.getInputStream());
				socket.getOutputStream().write(RESPONSE.getBytes(StandardCharsets.US_ASCII));
				return socket.getInetAddress();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static void answerOnce(ServerSocketChannel server) {
		try (SocketChannel channel = server.accept()) {
			channel.read(ByteBuffer.allocate(1024));
			channel.write(ByteBuffer.wrap(RESPONSE.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
