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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.ConnectionEnd;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.SocketEnd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upgrades to another protocol, byte by byte.
 */
@ParameterizedClass
@EnumSource
class UpgradeTests extends AbstractMountTests {

	private static final String[] UPGRADE = { "Connection: keep-alive, Upgrade", "Upgrade: custom/1" };

	private static final String SWITCH = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
			+ "Upgrade: custom/1\r\n\r\n";

	@Test
	void bytesWhenPeerSwitchesGoBothWays() throws InterruptedException {
		this.upstream.always(Script.upgradeToEcho("custom/1"));
		RawResponse response = upgrade();
		assertThat(response.status()).isEqualTo(101);
		assertThat(response.headers("Upgrade")).containsExactly("custom/1");
		assertThat(response.headers("Connection")).containsExactlyInAnyOrder("Upgrade");
		assertThat(response.header("Transfer-Encoding")).isEmpty();
		RecordedRequest request = this.upstream.request(0);
		assertThat(request.headers("Upgrade")).containsExactly("custom/1");
		assertThat(request.headers("Connection")).singleElement().asString().isEqualToIgnoringCase("upgrade");
		assertThat(new String(this.client.send("hello").readBytes(5))).isEqualTo("hello");
		assertThat(new String(this.client.send("GET / HTTP/1.1\r\n\r\n").readBytes(18)))
			.isEqualTo("GET / HTTP/1.1\r\n\r\n");
		this.client.halfClose();
		assertThat(this.client.awaitClosed()).isEqualTo(SocketEnd.FIN);
		assertThat(peers.outcome()).isEqualTo(new ExchangeOutcome(Result.RELAYED, 101, null));
	}

	@Test
	void bytesWhenMoreThanAMegabyteArriveInOrder() throws InterruptedException {
		this.upstream.always(Script.upgradeToEcho("custom/1"));
		upgrade();
		Thread sender = new Thread(() -> this.client.sendGenerated(8L * MIB));
		sender.start();
		CRC32 crc = new CRC32();
		for (int i = 0; i < 8; i++) {
			crc.update(this.client.readBytes(MIB));
		}
		assertThat(crc.getValue()).isEqualTo(GeneratedBody.crc32(8L * MIB));
		awaitEnds(1);
	}

	@Test
	void bytesWhenClientEndsItsSideStillArriveFromPeer() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			peers.use(server.getLocalPort());
			CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> switchAndListen(server));
			assertThat(upgrade().status()).isEqualTo(101);
			this.client.send("question").halfClose();
			assertThat(heard.get(10, TimeUnit.SECONDS)).endsWith("question");
			assertThat(new String(this.client.readBytes(10))).isEqualTo("last words");
			assertThat(this.client.awaitClosed()).isEqualTo(SocketEnd.FIN);
			assertThat(peers.outcome().result()).isEqualTo(Result.RELAYED);
		}
	}

	/**
	 * Switches, listens until the other side has ended, and answers only then.
	 * @param server accepts the connection
	 * @return what was heard after the head
	 */
	private static String switchAndListen(ServerSocket server) {
		try (Socket socket = server.accept()) {
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) socket.getInputStream().read());
			}
			socket.getOutputStream().write(SWITCH.getBytes(StandardCharsets.US_ASCII));
			String heard = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			socket.getOutputStream().write("last words".getBytes(StandardCharsets.US_ASCII));
			return heard;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void connectionWhenPeerEndsIsEndedToClient() throws InterruptedException {
		this.upstream.always(Script.readHead().thenWrite(SWITCH + "bye").thenClose());
		upgrade();
		assertThat(new String(this.client.readBytes(3))).as("in one packet with the head").isEqualTo("bye");
		assertThat(this.client.awaitClosed()).isEqualTo(SocketEnd.FIN);
		this.client.close();
		assertThat(peers.outcome().result()).isEqualTo(Result.RELAYED);
	}

	@Test
	void bytesWhenClientSendsThemBehindItsRequestAreNotLost() throws InterruptedException {
		this.upstream.always(Script.upgradeToEcho("custom/1"));
		this.client.send(RawRequest.head("GET", "/", UPGRADE) + "early");
		assertThat(this.client.readResponseHead().status()).isEqualTo(101);
		assertThat(new String(this.client.send(" late").readBytes(10))).isEqualTo("early late");
		awaitEnds(1);
	}

	@Test
	void connectionWhenPeerResetsIsResetToClient() throws InterruptedException {
		Gate gate = new Gate();
		this.upstream.always(Script.readHead().thenWrite(SWITCH).thenStall(gate).thenReset());
		upgrade();
		gate.open();
		assertThat(this.client.awaitClosed()).isEqualTo(SocketEnd.RST);
		ExchangeOutcome outcome = peers.outcome();
		assertThat(outcome.result()).isEqualTo(Result.ABORTED);
		assertThat(outcome.error().type()).isIn(ErrorType.CONNECTION_RESET, ErrorType.CONNECTION_CLOSED);
	}

	@Test
	void connectionWhenClientResetsIsClosedToPeer() throws InterruptedException {
		this.upstream.always(Script.upgradeToEcho("custom/1"));
		upgrade();
		this.client.reset();
		assertThat(peers.outcome().result()).isEqualTo(Result.CLIENT_GONE);
		assertThat(this.upstream.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
	}

	@Test
	void connectionOfTunnelIsNeverUsedAgain() throws InterruptedException {
		this.upstream.enqueue(Script.upgradeToEcho("custom/1"));
		upgrade();
		this.client.halfClose();
		this.client.awaitClosed();
		try (RawClient other = RawClient.connect(gateway.port())) {
			assertThat(other.get("/").text()).isEqualTo("ok");
		}
		assertThat(this.upstream.connectionCount()).isEqualTo(2);
		awaitEnds(2);
	}

	@Test
	void responseWhenPeerRefusesUpgradeIsPassedOn() throws InterruptedException {
		this.upstream.enqueue(Script.respond(403).body("no"));
		this.client.send(RawRequest.head("GET", "/", UPGRADE));
		RawResponse response = this.client.readResponse();
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.text()).isEqualTo("no");
		assertThat(this.client.get("/").text()).as("on the same connection").isEqualTo("ok");
		awaitEnds(2);
	}

	@Test
	void upgradeWhenFirstPeerCannotBeReachedGoesToNext() throws InterruptedException {
		try (ClosedPort closed = ClosedPort.take()) {
			peers.use(closed.port(), this.upstream.port());
			this.upstream.always(Script.upgradeToEcho("custom/1"));
			assertThat(upgrade().status()).isEqualTo(101);
			assertThat(new String(this.client.send("x").readBytes(1))).isEqualTo("x");
		}
		awaitEnds(1);
	}

	@Test
	void switchThatNobodyAskedForIsAFailure() throws InterruptedException {
		this.upstream.always(Script.readRequest().thenWrite(SWITCH));
		assertThat(this.client.get("/").status()).isEqualTo(502);
		awaitEnds(1);
	}

	@Test
	void upgradeWhenConnectionDoesNotNameItIsNotPassedOn() throws InterruptedException {
		assertThat(this.client.get("/", "Upgrade: custom/1").status()).isEqualTo(200);
		assertThat(this.client.get("/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAA")
			.status()).isEqualTo(200);
		assertThat(this.client.send(RawRequest.withBody("POST", "/", "content", UPGRADE)).readResponse().status())
			.isEqualTo(200);
		assertThat(this.upstream.requests()).hasSize(3)
			.allSatisfy((request) -> assertThat(List.of(request.header("Upgrade"), request.header("HTTP2-Settings")))
				.allMatch((field) -> field.isEmpty()));
		awaitEnds(3);
	}

	/**
	 * Ends what is still under way, so that it is not taken for the next test's.
	 * @param exchanges the number of exchanges
	 * @throws InterruptedException if interrupted
	 */
	private void awaitEnds(int exchanges) throws InterruptedException {
		this.client.close();
		for (int i = 0; i < exchanges; i++) {
			assertThat(peers.outcome()).isNotNull();
		}
	}

	private RawResponse upgrade() {
		this.client.send(RawRequest.head("GET", "/", UPGRADE));
		return this.client.readResponseHead();
	}

}
