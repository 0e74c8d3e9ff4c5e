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

import java.time.Duration;
import java.util.zip.CRC32;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.testing.ConnectionEnd;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What goes on in a tunnel: its limits, its pace, and its count.
 */
@ParameterizedClass
@EnumSource
class TunnelTests extends AbstractMountTests {

	private static final String[] UPGRADE = { "Connection: Upgrade", "Upgrade: custom/1" };

	@Test
	void tunnelWhenNothingMovesForTheReadTimeoutEnds() throws InterruptedException {
		peers.configure((peer) -> peer.withReadTimeout(Duration.ofMillis(300)));
		this.upstream.always(Script.upgradeToEcho("custom/1"));
		upgrade(this.client);
		assertThat(new String(this.client.send("x").readBytes(1))).isEqualTo("x");
		this.client.awaitClosed();
		ExchangeOutcome outcome = peers.outcome();
		assertThat(outcome.result()).isEqualTo(Result.ABORTED);
		assertThat(outcome.error().type()).isEqualTo(ErrorType.READ_TIMEOUT);
		assertThat(this.upstream.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
	}

	@Test
	void clientWhenPeerDoesNotReadIsHeldBack() throws InterruptedException {
		Gate gate = new Gate();
		this.upstream.always(Script.readHead()
			.thenRespond(101)
			.header("Connection", "Upgrade")
			.header("Upgrade", "custom/1")
			.thenStall(gate)
			.thenEcho());
		upgrade(this.client);
		long size = 256L * MIB;
		long taken = this.client.sendUntilStalled(size, Duration.ofMillis(500));
		assertThat(taken).isLessThan(64L * MIB);
		gate.open();
		assertThat(checksum(taken)).isEqualTo(GeneratedBody.crc32(taken));
		this.client.halfClose().awaitClosed();
		assertThat(peers.outcome().result()).isEqualTo(Result.RELAYED);
		assertThat(peers.bytesReceived()).isEqualTo(taken);
		assertThat(peers.bytesSent()).isEqualTo(taken);
	}

	@Test
	void peerWhenClientDoesNotReadIsHeldBack() throws InterruptedException {
		int size = 32 * MIB;
		this.upstream.always(Script.readHead()
			.thenRespond(101)
			.header("Connection", "Upgrade")
			.header("Upgrade", "custom/1")
			.thenWrite(new byte[size])
			.thenClose());
		try (RawClient slow = RawClient.connect(gateway.port(), 8192)) {
			upgrade(slow);
			slow.readBytes(1000);
			await().during(Duration.ofMillis(500)).until(() -> usedMemory() < 16 * MIB);
			for (int read = 1000; read < size;) {
				read += slow.readBytes(Math.min(MIB, size - read)).length;
			}
			slow.halfClose().awaitClosed();
		}
		assertThat(peers.outcome().result()).isEqualTo(Result.RELAYED);
		assertThat(peers.bytesReceived()).isZero();
		assertThat(peers.bytesSent()).isEqualTo(size);
	}

	private long checksum(long size) {
		CRC32 sum = new CRC32();
		for (long read = 0; read < size;) {
			byte[] bytes = this.client.readBytes((int) Math.min(65536, size - read));
			sum.update(bytes);
			read += bytes.length;
		}
		return sum.getValue();
	}

	private static void upgrade(RawClient client) {
		client.send(RawRequest.head("GET", "/", UPGRADE));
		assertThat(client.readResponseHead().status()).isEqualTo(101);
	}

}
