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
import java.util.Map;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for how long connections are kept.
 */
class ConnectionAgeTests {

	@Test
	void connectionWhenOlderThanAllowedIsNotUsedAgain() {
		ConnectionLimits limits = new ConnectionLimits(10, 10, Duration.ofSeconds(5), Duration.ofNanos(1));
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); TestLoops loops = TestLoops.of(1, limits)) {
			Peer peer = Peer.http("127.0.0.1", upstream.port());
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			upstream.awaitConnectionClosed(0);
			assertThat(loops.start(0, peer).reused()).isFalse();
		}
	}

	@Test
	void connectionsWhenDrainingEndWhenTheyCarryNothing() {
		Gate gate = new Gate();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); TestLoops loops = TestLoops.of(2)) {
			Peer peer = Peer.http("127.0.0.1", upstream.port());
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			ScriptedUpstream other = ScriptedUpstream.start()
				.enqueue(Script.readRequest().thenStall(gate).thenRespond(200).body("ok"));
			try (other) {
				TestAttempt inUse = loops.start(1, Peer.http("127.0.0.1", other.port()));
				gate.awaitReached();
				loops.upstreams().drain(true);
				upstream.awaitConnectionClosed(0);
				gate.open();
				assertThat(inUse.succeeded()).isTrue();
				other.awaitConnectionClosed(0);
			}
		}
	}

	@Test
	void securedConnectionWhenItsBundleIsReloadedIsNotUsedAgain() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(UpstreamTls.of(TestCertificates.get().server()));
				TestLoops loops = TestLoops.of(1)) {
			Peer peer = Peer.https("127.0.0.1", upstream.port()).withVerifyCertificate(false).withSslBundle("one");
			Peer other = peer.withSslBundle("other");
			assertThat(loops.start(0, peer).succeeded()).isTrue();
			assertThat(loops.start(0, peer).reused()).isTrue();
			assertThat(loops.start(0, other).succeeded()).isTrue();
			loops.upstreams().reloadTls("one");
			upstream.awaitConnectionClosed(0);
			assertThat(loops.start(0, other).reused()).isTrue();
			assertThat(loops.start(0, peer).reused()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void connectionWhenProbedByTheSystemServes(boolean nio) {
		TcpKeepAlive keepAlive = new TcpKeepAlive(Duration.ofSeconds(60), Duration.ofSeconds(10), 3);
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); TestLoops loops = TestLoops.of(nio, keepAlive)) {
			assertThat(loops.start(0, Peer.http("127.0.0.1", upstream.port())).succeeded()).isTrue();
		}
	}

	@Test
	void probesWhenSetAreOptionsOfTheSocket() {
		Bootstrap bootstrap = new Bootstrap();
		new TcpKeepAlive(Duration.ofSeconds(60), null, 3).applyTo(bootstrap, EpollSocketChannel.class);
		Map<ChannelOption<?>, Object> options = bootstrap.config().options();
		assertThat(options).containsEntry(EpollChannelOption.TCP_KEEPIDLE, 60)
			.containsEntry(EpollChannelOption.TCP_KEEPCNT, 3)
			.doesNotContainKey(EpollChannelOption.TCP_KEEPINTVL);
	}

	@Test
	void probesWhenMoreOftenThanEverySecondAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TcpKeepAlive(Duration.ofMillis(10), null, null))
			.withMessage("'idle' must be at least 1s, but was PT0.01S");
	}

}
