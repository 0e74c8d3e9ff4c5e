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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.util.internal.PlatformDependent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.annotation.OnRequest;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ForkedGateway;
import dev.detour.proxy.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand clients that each read 10 KB a second of 10 MB, which their peer would send
 * at once. After a minute, some read the rest as fast as they can.
 */
@Tag("slow")
class SlowClientsTests {

	private static final int CLIENTS = 1000;

	private static final int CLIENTS_TO_THE_END = 100;

	private static final int TURNS_PER_SECOND = 4;

	private static final int SECONDS = 60;

	private static final int SAMPLE_SECONDS = 2;

	private static final int BYTES_PER_TURN = 2_500;

	private static final int PIECE = 64 * 1024;

	private static final int PIECES = 160;

	private static final long SIZE = (long) PIECE * PIECES;

	private static final long MIB = 1 << 20;

	/**
	 * How much more memory there may be in the last quarter of the minute than in the
	 * second, while more and more goes through.
	 */
	private static final double GROWTH = 1.05;

	private final byte[] content = new byte[PIECE];

	SlowClientsTests() {
		new Random(1).nextBytes(this.content);
	}

	@Test
	void memoryIsFlatAndNobodyFails() throws Exception {
		LoopResources loops = LoopResources.create("fast-peer", 1, true);
		ByteBuf piece = Unpooled.directBuffer(PIECE).writeBytes(this.content);
		DisposableServer peer = fastPeer(loops, Unpooled.unreleasableBuffer(piece));
		List<SlowReader> readers = new ArrayList<>();
		try (ForkedGateway gateway = ForkedGateway.start(Forwarding.class, "-Xmx128m", "-Xms128m",
				"-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=128m", "-XX:+ExitOnOutOfMemoryError",
				"-Dpeer=" + peer.port())) {
			for (int i = 0; i < CLIENTS; i++) {
				readers.add(new SlowReader(gateway.port(), this.content));
			}
			List<Memory> memory = readSlowly(readers, gateway);
			System.out.println("1000 slow clients, MiB of resident memory, heap, and direct memory: " + memory);
			assertThat(gateway.isAlive()).as("the gateway has not run out of memory").isTrue();
			assertThat(readers).allSatisfy((reader) -> assertThat(reader.hasEnded()).isFalse())
				.allSatisfy((reader) -> assertThat(reader.head()).startsWith("HTTP/1.1 200 "))
				.allSatisfy((reader) -> assertThat(reader.wrong()).isZero())
				.allSatisfy((reader) -> assertThat(reader.read())
					.isGreaterThanOrEqualTo((long) SECONDS * TURNS_PER_SECOND * BYTES_PER_TURN / 2));
			assertFlat(memory, Memory::resident);
			assertFlat(memory, Memory::heap);
			assertFlat(memory, Memory::direct);
			readToTheEnd(readers.subList(0, CLIENTS_TO_THE_END));
			assertThat(readers.subList(0, CLIENTS_TO_THE_END))
				.allSatisfy((reader) -> assertThat(reader.read()).isEqualTo(SIZE))
				.allSatisfy((reader) -> assertThat(reader.wrong()).isZero());
		}
		finally {
			for (SlowReader reader : readers) {
				reader.close();
			}
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
			// A thousand buffers of megabytes are too much for the system: it would hold
			// up
			// some connections for many seconds.
			.childOption(ChannelOption.SO_SNDBUF, PIECE)
			.handle((request, response) -> response.header("Content-Length", Long.toString(SIZE))
				.send(Flux.range(0, PIECES).map((i) -> piece.duplicate())))
			.bindNow();
	}

	/**
	 * Reads from everybody four times a second.
	 * @param readers the clients
	 * @param gateway the gateway
	 * @return the memory of the gateway, in the order of time
	 */
	private static List<Memory> readSlowly(List<SlowReader> readers, ForkedGateway gateway) throws Exception {
		List<Memory> memory = new ArrayList<>();
		ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
		try {
			for (int turn = 1; turn <= SECONDS * TURNS_PER_SECOND; turn++) {
				long allowed = (long) turn * BYTES_PER_TURN;
				boolean sample = turn % (SAMPLE_SECONDS * TURNS_PER_SECOND) == 0;
				clock.schedule(() -> {
					for (SlowReader reader : readers) {
						reader.readUpTo(allowed);
					}
					return sample && memory.add(Memory.of(gateway));
				}, 1000 / TURNS_PER_SECOND, TimeUnit.MILLISECONDS).get();
			}
		}
		finally {
			clock.shutdownNow();
		}
		return memory;
	}

	private static void readToTheEnd(List<SlowReader> readers) throws IOException {
		long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
		while (System.nanoTime() < end && readers.stream().anyMatch((reader) -> reader.read() < SIZE)) {
			for (SlowReader reader : readers) {
				reader.readUpTo(SIZE);
			}
		}
	}

	private static void assertFlat(List<Memory> memory, ToLongFunction<Memory> part) {
		int quarter = memory.size() / 4;
		double early = average(memory.subList(quarter, 2 * quarter), part);
		double late = average(memory.subList(3 * quarter, memory.size()), part);
		assertThat(late).as("the last quarter of %s", memory).isLessThanOrEqualTo(early * GROWTH);
	}

	private static double average(List<Memory> memory, ToLongFunction<Memory> part) {
		return memory.stream().mapToLong(part).average().orElseThrow();
	}

	/**
	 * Memory of the gateway in bytes.
	 *
	 * @param resident what the process occupies
	 * @param heap what is left of the heap after a collection
	 * @param direct what Netty has taken outside of it
	 */
	private record Memory(long resident, long heap, long direct) {

		static Memory of(ForkedGateway gateway) {
			try (RawClient client = RawClient.connect(gateway.port())) {
				String[] used = client.get(Forwarding.MEMORY).text().split(" ");
				return new Memory(gateway.residentMemory(), Long.parseLong(used[0]), Long.parseLong(used[1]));
			}
		}

		@Override
		public String toString() {
			return this.resident / MIB + "/" + this.heap / MIB + "/" + this.direct / MIB;
		}

	}

	@ProxyHandler("/**")
	static class Forwarding {

		static final String MEMORY = "/memory";

		private final Peer peer = Peer.http("127.0.0.1", Integer.getInteger("peer"));

		@OnRequest
		@Nullable ProxyResponse memory(ProxyRequest request) {
			if (!request.path().equals(MEMORY)) {
				return null;
			}
			System.gc();
			long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
			return ProxyResponse.text(200, heap + " " + PlatformDependent.usedDirectMemory());
		}

		@UpstreamPeer
		Peer peer() {
			return this.peer;
		}

	}

}
