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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.SocketEnd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections that move from one event loop to another.
 */
class BorrowingTests {

	private static final int LOOPS = 8;

	private static final int CLIENTS = 64;

	private static final int ROUNDS = 10;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void connectionWhenIdleOnAnotherEventLoopIsReused(boolean nio) {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestLoops loops = TestLoops.of(nio, TcpKeepAlive.DEFAULT)) {
			Peer peer = Peer.http("127.0.0.1", upstream.port());
			assertThat(loops.start(0, peer).body()).isEqualTo("ok");
			for (int i = 1; i <= 20; i++) {
				pause(upstream);
				TestAttempt attempt = loops.start(i % 2, peer);
				assertThat(attempt.body()).isEqualTo("ok");
				assertThat(attempt.reused()).isTrue();
				assertThat(attempt.succeeded()).isTrue();
			}
			assertThat(upstream.connectionCount()).isOne();
		}
	}

	@Test
	void connectionWhenClosedByPeerWhileIdleIsNotLent() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); TestLoops loops = TestLoops.of(2)) {
			Peer peer = Peer.http("127.0.0.1", upstream.port());
			loops.start(0, peer).body();
			upstream.awaitIdle(1).closeIdle(SocketEnd.FIN);
			TestAttempt attempt = loops.start(1, peer);
			assertThat(attempt.body()).isEqualTo("ok");
			assertThat(attempt.reused()).isFalse();
		}
	}

	@Test
	void connectionsWhenFewRequestsComeOnManyEventLoopsAreReused() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); TestLoops loops = TestLoops.of(LOOPS)) {
			Peer peer = Peer.http("127.0.0.1", upstream.port());
			int reused = 0;
			for (int i = 0; i < CLIENTS * ROUNDS; i++) {
				TestAttempt attempt = loops.start(i % CLIENTS % LOOPS, peer);
				// Without borrowing, the first request on each event loop opens a
				// connection: 98.75 % reused.
				assertThat(attempt.succeeded()).isTrue();
				reused += attempt.reused() ? 1 : 0;
				pause(upstream);
			}
			double ratio = (double) reused / (CLIENTS * ROUNDS);
			System.out.printf("%d clients, %d event loops: %d requests, %d connections, %.2f %% reused%n", CLIENTS,
					LOOPS, CLIENTS * ROUNDS, upstream.connectionCount(), 100 * ratio);
			assertThat(ratio).isGreaterThanOrEqualTo(0.99);
		}
	}

	/**
	 * Lets a connection be unused for as long as it takes to be lent.
	 * @param upstream its peer
	 */
	private static void pause(ScriptedUpstream upstream) {
		upstream.awaitIdle(upstream.connectionCount());
		long start = System.nanoTime();
		while (System.nanoTime() - start < 2_000_000) {
			Thread.onSpinWait();
		}
	}

}
