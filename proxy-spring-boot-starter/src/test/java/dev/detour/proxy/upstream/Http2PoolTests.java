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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.Http2Wire;
import dev.detour.proxy.testing.Http2Wire.Frame;
import dev.detour.proxy.testing.ScriptedHttp2Upstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for HTTP/2 connections in the pool: who gets their streams, and when they end.
 */
class Http2PoolTests {

	private static final int MAX_CONCURRENT_STREAMS = 3;

	@Test
	void attemptsWhenThereAreFewerConnectionsThanEventLoopsAllGetTheirTurn() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start(Http2PoolTests::serve);
				TestLoops loops = TestLoops.of(4)) {
			Peer peer = http2(upstream).withMaxConnections(1);
			List<TestAttempt> attempts = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				attempts.add(loops.start(i % 4, peer));
			}
			assertThat(attempts).allMatch(TestAttempt::succeeded);
			Awaitility.await().until(() -> loops.upstreams().pools().slots().pending() == 0);
			assertThat(loops.upstreams().pools().slots().open()).isLessThanOrEqualTo(1);
		}
	}

	@Test
	void connectionWhenUnusedEndsForAnotherEventLoop() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start(Http2PoolTests::serve);
				TestLoops loops = TestLoops.of(2)) {
			Peer peer = http2(upstream).withMaxConnections(1);
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			assertThat(loops.start(1, peer).succeeded()).isTrue();
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			assertThat(upstream.connections()).hasSize(3);
		}
	}

	@Test
	void connectionWhenGatewayHasItsMostEndsForAnotherPeer() {
		ConnectionLimits limits = new ConnectionLimits(1, 10, Duration.ofSeconds(20), Duration.ZERO);
		try (ScriptedHttp2Upstream one = ScriptedHttp2Upstream.start(Http2PoolTests::serve);
				ScriptedHttp2Upstream other = ScriptedHttp2Upstream.start(Http2PoolTests::serve);
				TestLoops loops = TestLoops.of(1, limits)) {
			assertThat(loops.start(0, http2(one)).succeeded()).isTrue();
			assertThat(loops.start(0, http2(other)).succeeded()).isTrue();
			assertThat(loops.start(0, http2(one)).succeeded()).isTrue();
		}
	}

	@Test
	void attemptWhenAllStreamsAreTakenGetsTheNextOnTheSameConnection() {
		CountDownLatch go = new CountDownLatch(1);
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open(MAX_CONCURRENT_STREAMS, 1);
			int first = wire.readRequest().stream();
			await(go);
			wire.respond(first, "ok");
			answerAll(wire);
		}); TestLoops loops = TestLoops.of(1)) {
			Peer peer = http2(upstream).withMaxConnections(1);
			TestAttempt first = loops.start(0, peer);
			first.reused();
			List<TestAttempt> waiting = List.of(loops.start(0, peer), loops.start(0, peer), loops.start(0, peer));
			loops.settle();
			assertThat(waiting).noneMatch(TestAttempt::isConnected);
			go.countDown();
			assertThat(first.succeeded()).isTrue();
			assertThat(waiting).allMatch(TestAttempt::succeeded);
			assertThat(upstream.connections()).hasSize(1);
		}
	}

	@Test
	void connectionsWhenDrainingTakeNoMoreAndEndWithTheirStreams() {
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(2);
		try (ScriptedHttp2Upstream idle = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			wire.respond(wire.readRequest().stream(), "ok");
			wire.awaitClose();
			closed.countDown();
		}); ScriptedHttp2Upstream busy = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			await(go);
			wire.respond(stream, "ok");
			wire.awaitClose();
			closed.countDown();
		}, Http2PoolTests::serve); TestLoops loops = TestLoops.of(1)) {
			assertThat(loops.start(0, http2(idle)).succeeded()).isTrue();
			TestAttempt inUse = loops.start(0, http2(busy));
			inUse.reused();
			loops.upstreams().drain(true);
			assertThat(loops.start(0, http2(busy)).succeeded()).isTrue();
			assertThat(busy.connections()).hasSize(2);
			go.countDown();
			assertThat(inUse.succeeded()).isTrue();
			await(closed);
			Awaitility.await().until(() -> loops.upstreams().pools().slots().open() == 0);
		}
	}

	@Test
	void connectionWhenItHasNoMoreStreamNumbersIsReplaced() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start(Http2PoolTests::serve);
				TestLoops loops = TestLoops.of(1)) {
			Peer peer = http2(upstream);
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			Channel channel = loops.upstreams().connector().channels().iterator().next();
			channel.eventLoop().submit(() -> {
				Http2Handler handler = channel.pipeline().get(Http2Handler.class);
				return handler.connection().local().createStream(Integer.MAX_VALUE - 4, false).close();
			}).syncUninterruptibly();
			TestAttempt last = loops.start(0, peer);
			TestAttempt lastButOne = loops.start(0, peer);
			assertThat(last.reused()).isTrue();
			assertThat(last.succeeded()).isTrue();
			assertThat(lastButOne.succeeded()).isTrue();
			assertThat(loops.start(0, peer).reused()).isFalse();
			assertThat(upstream.connections()).hasSize(2);
			assertThat(upstream.connections().get(0).frames()).extracting(Frame::stream).contains(Integer.MAX_VALUE);
		}
	}

	@Test
	void streamsWhenPeerAllowsFewerFromNowOnGoElsewhere() {
		CountDownLatch go = new CountDownLatch(1);
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open(MAX_CONCURRENT_STREAMS, 10);
			wire.respond(wire.readRequest().stream(), "ok");
			wire.settings(MAX_CONCURRENT_STREAMS, 1);
			int stream = wire.readRequest().stream();
			await(go);
			wire.respond(stream, "ok");
			answerAll(wire);
		}, Http2PoolTests::serve); TestLoops loops = TestLoops.of(1)) {
			Peer peer = http2(upstream);
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			Awaitility.await().until(() -> upstream.connections().get(0).frames().size() >= 3);
			TestAttempt held = loops.start(0, peer);
			assertThat(held.reused()).isTrue();
			Channel channel = loops.upstreams().connector().channels().iterator().next();
			Awaitility.await()
				.until(() -> channel.pipeline().get(Http2Handler.class).connection().local().maxActiveStreams() == 1);
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			assertThat(upstream.connections()).hasSize(2);
			go.countDown();
			assertThat(held.succeeded()).isTrue();
		}
	}

	@Test
	void peerWhenItNeverAcknowledgesSettingsServes() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream
			.start((wire) -> serve(wire.withoutAcknowledgements())); TestLoops loops = TestLoops.of(1)) {
			assertThat(loops.start(0, http2(upstream)).succeeded()).isTrue();
			assertThat(loops.start(0, http2(upstream)).reused()).isTrue();
		}
	}

	@Test
	void responseWhenItsFieldsAreTooLargeFailsThatStreamOnly() {
		CountDownLatch go = new CountDownLatch(1);
		String[] fields = new String[2 + 2 * 23];
		fields[0] = ":status";
		fields[1] = "200";
		for (int i = 2; i < fields.length; i += 2) {
			fields[i] = "x-large";
			// Indexed by HPACK: the frame is small, the list is not.
			fields[i + 1] = "x".repeat(3000);
		}
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int held = wire.readRequest().stream();
			wire.headers(wire.readRequest().stream(), true, fields);
			await(go);
			wire.respond(held, "ok");
			answerAll(wire);
		}); TestLoops loops = TestLoops.of(1)) {
			TestAttempt held = loops.start(0, http2(upstream));
			held.reused();
			assertThat(loops.start(0, http2(upstream)).error().type()).isEqualTo(ErrorType.INVALID_RESPONSE);
			go.countDown();
			assertThat(held.succeeded()).isTrue();
			assertThat(upstream.connections()).hasSize(1);
		}
	}

	private static void serve(Http2Wire wire) {
		wire.open();
		answerAll(wire);
	}

	private static void answerAll(Http2Wire wire) {
		while (true) {
			wire.respond(wire.readRequest().stream(), "ok");
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Peer http2(ScriptedHttp2Upstream upstream) {
		return Peer.http("127.0.0.1", upstream.port()).withProtocols(Protocols.HTTP_2);
	}

}
