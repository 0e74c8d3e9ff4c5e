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

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.UpstreamOptions;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Time limits of peers. Nothing is said of how long anything takes, but that it is over
 * before the clients of these tests lose their patience.
 */
class TimeoutTests extends AbstractFailureTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final int PIECES = 10;

	@Test
	void connectWhenPeerDoesNotAnswerTimesOut() {
		try (BlackHole hole = BlackHole.open(); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(Peer.http("127.0.0.1", hole.port()).withConnectTimeout(SHORT)));
			assertThat(client.get(path.name()).status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.CONNECT_TIMEOUT);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
		}
	}

	@Test
	void connectWhenTotalTimeIsShorterTimesOut() {
		try (BlackHole hole = BlackHole.open(); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(Peer.http("127.0.0.1", hole.port())
				.withConnectTimeout(Duration.ofMinutes(5))
				.withTotalConnectTimeout(SHORT)));
			assertThat(client.get(path.name()).status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.CONNECT_TIMEOUT);
		}
	}

	@Test
	void connectWhenClientLeavesIsGivenUp() {
		try (BlackHole hole = BlackHole.open()) {
			Path path = gateway.path(TestHooks.peers(Peer.http("127.0.0.1", hole.port())
				.withConnectTimeout(Duration.ofMinutes(5))
				.withTotalConnectTimeout(Duration.ofMinutes(5))));
			try (RawClient client = gateway.connect()) {
				client.send(RawRequest.head("GET", path.name()));
			}
			assertThat(path.told().awaitEnd().outcome().status()).isEqualTo(499);
		}
	}

	@Test
	void handshakeWhenPeerDoesNotAnswerTimesOut() {
		UpstreamTls tls = UpstreamTls.of(TestCertificates.get().server());
		try (ScriptedUpstream upstream = ScriptedUpstream.start(tls); RawClient client = gateway.connect()) {
			upstream.always(Script.neverRead());
			Path path = gateway.path(TestHooks
				.peers(Peer.https("127.0.0.1", upstream.port()).withTotalConnectTimeout(SHORT.multipliedBy(3))));
			assertThat(client.post(path.name(), "body").status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.TLS_TIMEOUT);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
			upstream.awaitConnectionClosed(0);
		}
	}

	@Test
	void readWhenPeerSendsNoHeadTimesOut() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.always(Script.neverAnswer());
			Path path = gateway.path(TestHooks.peers(peer(upstream).withReadTimeout(SHORT)));
			assertThat(client.get(path.name()).status()).isEqualTo(504);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.READ_TIMEOUT);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.SENT);
			upstream.awaitConnectionClosed(0);
		}
	}

	@Test
	void readWhenPeerStallsInContentTimesOutAndResponseIsBrokenOff() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.always(Script.respond(200).generatedBody(1000).onlyBodyBytes(500).thenHold());
			Path path = gateway.path(TestHooks.peers(peer(upstream).withReadTimeout(SHORT)));
			RawResponse response = client.get(path.name());
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
			assertThat(response.body().length()).isEqualTo(500);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.READ_TIMEOUT);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.COMMITTED);
		}
	}

	@Test
	void readWhenContentComesSlowlyDoesNotTimeOut() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			Pace pace = new Pace(SHORT.dividedBy(3), PIECES);
			Script script = Script.readRequest().thenWrite("HTTP/1.1 200 OK\r\nContent-Length: " + PIECES + "\r\n\r\n");
			for (Gate gate : pace.gates()) {
				script = script.thenStall(gate).thenWrite("x");
			}
			upstream.always(script);
			Path path = gateway.path(TestHooks.peers(peer(upstream).withReadTimeout(SHORT.multipliedBy(2))));
			client.send(RawRequest.head("GET", path.name()));
			pace.run();
			RawResponse response = client.readResponse();
			assertThat(response.body().length()).isEqualTo(PIECES);
			assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
		}
	}

	@Test
	void readWhenClientUploadsSlowlyDoesNotTimeOut() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(peer(upstream).withReadTimeout(SHORT)));
			client.send(RawRequest.head("PUT", path.name(), "Content-Length: " + PIECES));
			new Pace(SHORT.dividedBy(3), PIECES).run(() -> client.send("x"));
			assertThat(client.readResponse().status()).isEqualTo(200);
		}
	}

	@Test
	void readWhenClientStallsInItsUploadDoesNotTimeOut() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(peer(upstream).withReadTimeout(SHORT).withWriteTimeout(SHORT)));
			client.send(RawRequest.head("PUT", path.name(), "Content-Length: 8") + "1234");
			new Pace(SHORT.multipliedBy(4), 1).run();
			assertThat(client.send("5678").readResponse().status()).isEqualTo(200);
			assertThat(upstream.request(0).body().text()).isEqualTo("12345678");
			assertThat(path.told().errors()).isEmpty();
		}
	}

	@Test
	void readWhenClientDoesNotTakeTheResponseDoesNotTimeOut() {
		int size = 32 * 1024 * 1024;
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = RawClient.connect(gateway.port(), 64 * 1024)) {
			upstream.always(Script.respond(200).generatedBody(size));
			Path path = gateway.path(TestHooks.peers(peer(upstream).withReadTimeout(SHORT).withWriteTimeout(SHORT)));
			client.send(RawRequest.head("GET", path.name()));
			assertThat(client.readResponseHead().status()).isEqualTo(200);
			new Pace(SHORT.multipliedBy(4), 1).run();
			client.readBytes(size);
			assertThat(path.told().awaitEnd().outcome().error()).isNull();
		}
	}

	@Test
	@Timeout(30)
	void writeWhenPeerNeverReadsTimesOut() {
		UpstreamOptions options = UpstreamOptions.defaults().withReceiveBufferSize(64 * 1024);
		long size = 96L << 20;
		try (ScriptedUpstream upstream = ScriptedUpstream.start(options); RawClient client = gateway.connect()) {
			upstream.always(Script.neverRead());
			Path path = gateway.path(TestHooks.peers(peer(upstream).withWriteTimeout(SHORT.multipliedBy(2))));
			client.send(RawRequest.head("PUT", path.name(), "Content-Length: " + size));
			client.sendUntilStalled(size, SHORT.multipliedBy(5));
			assertThat(client.readResponse().status()).isEqualTo(504);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.WRITE_TIMEOUT);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.PARTLY_SENT);
		}
	}

	private static Peer peer(ScriptedUpstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

}
