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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the most connections of a peer and of the gateway, and for who waits for one.
 */
class ConnectionLimitTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	@Test
	void attemptsWhenPeerHasItsMostConnectionsWaitInTheOrderInWhichTheyCame() {
		Gate gate = new Gate();
		try (ScriptedUpstream upstream = ScriptedUpstream.start().enqueue(stalled(gate));
				TestLoops loops = TestLoops.of(4)) {
			Peer peer = Peer.http("127.0.0.1", upstream.port()).withMaxConnections(1);
			TestAttempt first = loops.start(0, peer);
			gate.awaitReached();
			List<TestAttempt> waiting = new ArrayList<>();
			for (int i = 1; i <= 6; i++) {
				waiting.add(loops.start(i % 4, peer));
				loops.settle();
			}
			assertThat(waiting).noneMatch(TestAttempt::isConnected);
			gate.open();
			assertThat(first.body()).isEqualTo("ok");
			for (int i = 0; i < waiting.size(); i++) {
				assertThat(waiting.get(i).body()).isEqualTo("ok");
				assertThat(waiting.get(i).reused()).isTrue();
			}
			assertThat(upstream.connectionCount()).isOne();
		}
	}

	@Test
	void attemptWhenQueueIsFullFailsAtOnce() {
		Gate gate = new Gate();
		try (ScriptedUpstream upstream = ScriptedUpstream.start().enqueue(stalled(gate));
				TestLoops loops = TestLoops.of(2, new ConnectionLimits(Integer.MAX_VALUE, 1, LONG, Duration.ZERO))) {
			Peer peer = Peer.http("127.0.0.1", upstream.port()).withMaxConnections(1);
			TestAttempt first = loops.start(0, peer);
			gate.awaitReached();
			TestAttempt second = loops.start(0, peer);
			loops.settle();
			checkExhausted(loops.start(1, peer));
			gate.open();
			assertThat(first.succeeded()).isTrue();
			assertThat(second.succeeded()).isTrue();
		}
	}

	@Test
	void attemptWhenNothingBecomesFreeInTimeFails() {
		Gate gate = new Gate();
		try (ScriptedUpstream upstream = ScriptedUpstream.start().enqueue(stalled(gate));
				TestLoops loops = TestLoops.of(2, new ConnectionLimits(1, 10, Duration.ofMillis(50), Duration.ZERO))) {
			Peer peer = Peer.http("127.0.0.1", upstream.port());
			TestAttempt first = loops.start(0, peer);
			gate.awaitReached();
			checkExhausted(loops.start(1, peer));
			gate.open();
			assertThat(first.succeeded()).isTrue();
			assertThat(loops.start(1, peer).succeeded()).isTrue();
		}
	}

	@Test
	void connectionWhenGatewayHasItsMostIsClosedForAnotherPeer() {
		try (ScriptedUpstream one = ScriptedUpstream.start();
				ScriptedUpstream other = ScriptedUpstream.start();
				TestLoops loops = TestLoops.of(2, new ConnectionLimits(1, 10, LONG, Duration.ZERO))) {
			assertThat(loops.start(0, Peer.http("127.0.0.1", one.port())).succeeded()).isTrue();
			assertThat(loops.start(1, Peer.http("127.0.0.1", other.port())).succeeded()).isTrue();
			one.awaitConnectionClosed(0);
			assertThat(loops.start(1, Peer.http("127.0.0.1", one.port())).succeeded()).isTrue();
			other.awaitConnectionClosed(0);
		}
	}

	@Test
	void attemptWhenItNeedsFreshConnectionGetsThePlaceOfAnUnusedOne() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); TestLoops loops = TestLoops.of(2)) {
			Peer peer = Peer.http("127.0.0.1", upstream.port()).withMaxConnections(1);
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			TestAttempt fresh = loops.start(1, peer, ConnectionChoice.FRESH);
			assertThat(fresh.succeeded()).isTrue();
			assertThat(fresh.reused()).isFalse();
		}
	}

	@Test
	void slotWhenConnectFailsIsFreeAgain() {
		try (ClosedPort port = ClosedPort.take(); TestLoops loops = TestLoops.of(1)) {
			Peer peer = Peer.http("127.0.0.1", port.port()).withMaxConnections(1);
			for (int i = 0; i < 3; i++) {
				assertThat(loops.start(0, peer).error().type()).isEqualTo(ErrorType.CONNECT_REFUSED);
			}
		}
	}

	@Test
	void waiterWhenCancelledLeavesTheQueue() {
		Gate gate = new Gate();
		try (ScriptedUpstream upstream = ScriptedUpstream.start().enqueue(stalled(gate));
				TestLoops loops = TestLoops.of(2, new ConnectionLimits(Integer.MAX_VALUE, 1, LONG, Duration.ZERO))) {
			Peer peer = Peer.http("127.0.0.1", upstream.port()).withMaxConnections(1);
			loops.start(0, peer);
			gate.awaitReached();
			loops.start(1, peer).cancel();
			loops.settle();
			TestAttempt next = loops.start(1, peer);
			gate.open();
			assertThat(next.succeeded()).isTrue();
		}
	}

	@Test
	void attemptsWhenManyComeAndLeaveAreAllServedAndNoSlotIsLost() {
		Random random = new Random(42);
		try (ScriptedUpstream one = ScriptedUpstream.start();
				ScriptedUpstream other = ScriptedUpstream.start();
				TestLoops loops = TestLoops.of(4, new ConnectionLimits(3, 10_000, LONG, Duration.ZERO))) {
			List<Peer> peers = List.of(Peer.http("127.0.0.1", one.port()).withMaxConnections(2),
					Peer.http("127.0.0.1", other.port()).withMaxConnections(2));
			for (int round = 0; round < 20; round++) {
				List<TestAttempt> staying = new ArrayList<>();
				for (int i = 0; i < 50; i++) {
					ConnectionChoice choice = (random.nextInt(10) == 0) ? ConnectionChoice.FRESH : ConnectionChoice.ANY;
					TestAttempt attempt = loops.start(random.nextInt(4), peers.get(random.nextInt(2)), choice);
					if (random.nextInt(4) == 0) {
						attempt.cancel();
					}
					else {
						staying.add(attempt);
					}
				}
				assertThat(staying).allMatch(TestAttempt::succeeded);
			}
			assertThat(loops.upstreams().pools().slots().pending()).isZero();
			assertThat(loops.upstreams().pools().slots().open()).isLessThanOrEqualTo(3);
			loops.upstreams().drain(true);
			Awaitility.await().until(() -> loops.upstreams().pools().slots().open() == 0);
		}
	}

	private static Script stalled(Gate gate) {
		return Script.readRequest().thenStall(gate).thenRespond(200).body("ok");
	}

	private static void checkExhausted(TestAttempt attempt) {
		assertThat(attempt.error().type()).isEqualTo(ErrorType.POOL_EXHAUSTED);
		assertThat(attempt.error().delivery()).isEqualTo(Delivery.NOT_SENT);
		assertThat(attempt.error().type().status()).isEqualTo(503);
		assertThat(attempt.error().cause()).hasMessageContaining("most connections");
	}

}
