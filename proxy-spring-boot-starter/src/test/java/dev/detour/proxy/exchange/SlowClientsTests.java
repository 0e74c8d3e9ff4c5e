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

package dev.detour.proxy.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ForkedGateway;
import dev.detour.proxy.testing.RawRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand clients that each read 10 KB a second of 10 MB, which their peer would send
 * at once.
 */
@Tag("slow")
class SlowClientsTests {

	private static final int CLIENTS = 1000;

	private static final int TURNS = 120;

	private static final int PER_TURN = 2_500;

	private static final int PIECE = 64 * 1024;

	private static final int PIECES = 160;

	private static final long MIB = 1 << 20;

	@Test
	void memoryIsBoundedAndNobodyFails() throws Exception {
		LoopResources loops = LoopResources.create("fast-peer", 1, true);
		ByteBuf piece = Unpooled.directBuffer(PIECE).writeZero(PIECE);
		DisposableServer peer = fastPeer(loops, Unpooled.unreleasableBuffer(piece));
		try (ForkedGateway gateway = ForkedGateway.start(Forwarding.class, "-Xmx128m", "-Xms128m",
				"-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=128m", "-XX:+ExitOnOutOfMemoryError",
				"-Dpeer=" + peer.port())) {
			List<SlowReader> readers = connect(gateway.port());
			List<Long> memory = read(readers, gateway);
			assertThat(gateway.isAlive()).as("the gateway has not run out of memory").isTrue();
			assertThat(readers).allSatisfy((reader) -> assertThat(reader.ended).isFalse())
				.allSatisfy((reader) -> assertThat(reader.head()).startsWith("HTTP/1.1 200 "))
				.allSatisfy((reader) -> assertThat(reader.read).isGreaterThanOrEqualTo(TURNS * PER_TURN / 2));
			// 1000 responses of 10 MB are 10 GB. The heap is resident from the beginning:
			// what grows are the buffers of connections, up to their limits.
			assertThat(largest(memory)).as("resident memory of the gateway: %s", memory).isLessThan(512 * MIB);
			for (SlowReader reader : readers) {
				reader.channel.close();
			}
		}
		finally {
			peer.disposeNow();
			loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
			piece.release();
		}
	}

	private static DisposableServer fastPeer(LoopResources loops, ByteBuf piece) {
		return HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(loops)
			.handle((request, response) -> response.header("Content-Length", Integer.toString(PIECE * PIECES))
				.send(Flux.range(0, PIECES).map((i) -> piece.duplicate())))
			.bindNow();
	}

	private static List<SlowReader> connect(int port) throws IOException {
		List<SlowReader> readers = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			readers.add(new SlowReader(port));
		}
		return readers;
	}

	/**
	 * Reads from everybody four times a second.
	 * @param readers the clients
	 * @param gateway the gateway
	 * @return the resident memory of the gateway in bytes, after each turn
	 */
	private static List<Long> read(List<SlowReader> readers, ForkedGateway gateway) throws Exception {
		List<Long> memory = new ArrayList<>();
		ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
		try {
			for (int turn = 1; turn <= TURNS; turn++) {
				int allowed = turn * PER_TURN;
				clock.schedule(() -> {
					for (SlowReader reader : readers) {
						reader.readUpTo(allowed);
					}
					return memory.add(gateway.residentMemory());
				}, 250, TimeUnit.MILLISECONDS).get();
			}
		}
		finally {
			clock.shutdownNow();
		}
		return memory;
	}

	private static long largest(List<Long> values) {
		return values.stream().mapToLong(Long::longValue).max().orElseThrow();
	}

	/**
	 * One client. The buffer of its socket is small, so that what it does not read stays
	 * with the gateway.
	 */
	private static final class SlowReader {

		private final SocketChannel channel = SocketChannel.open();

		private final ByteBuffer head = ByteBuffer.allocate(16);

		private final ByteBuffer buffer = ByteBuffer.allocate(PER_TURN);

		private int read;

		private boolean ended;

		SlowReader(int port) throws IOException {
			this.channel.setOption(StandardSocketOptions.SO_RCVBUF, 8192);
			this.channel.connect(new InetSocketAddress("127.0.0.1", port));
			this.channel.write(ByteBuffer.wrap(RawRequest.head("GET", "/").getBytes(StandardCharsets.ISO_8859_1)));
			this.channel.configureBlocking(false);
		}

		void readUpTo(int allowed) throws IOException {
			for (int count = 1; count > 0 && this.read < allowed;) {
				this.buffer.clear().limit(Math.min(this.buffer.capacity(), allowed - this.read));
				count = this.channel.read(this.buffer);
				this.ended |= count < 0;
				this.read += Math.max(count, 0);
				this.buffer.flip();
				while (this.head.hasRemaining() && this.buffer.hasRemaining()) {
					this.head.put(this.buffer.get());
				}
			}
		}

		@Override
		public String toString() {
			return this.read + " bytes read, beginning with " + head();
		}

		String head() {
			return new String(this.head.array(), StandardCharsets.ISO_8859_1);
		}

	}

	@ProxyHandler("/**")
	static class Forwarding {

		private final Peer peer = Peer.http("127.0.0.1", Integer.getInteger("peer"));

		@UpstreamPeer
		Peer peer() {
			return this.peer;
		}

	}

}
