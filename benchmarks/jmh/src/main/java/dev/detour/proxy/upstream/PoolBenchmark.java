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

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.Peer;

/**
 * Takes a connection out of the pool of an event loop, and gives it back, with one
 * connection for each of some peers in there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PoolBenchmark {

	@Param({ "1", "1000" })
	private int peers;

	private final Channel channel = new EmbeddedChannel();

	private final LoopPool pool = new PoolGroup(ConnectionLimits.DEFAULT).pool(this.channel.eventLoop());

	private final Peer peer = Peer.https("peer0.example", 443);

	@Setup
	public void fill() {
		for (int i = 0; i < this.peers; i++) {
			ConnectionUse use = new ConnectionUse(UpstreamListener.NONE,
					Peer.https("peer" + i + ".example", 443).connectionKey());
			use.idle(System.nanoTime());
			this.pool.release(new Idle(this.channel, use));
		}
	}

	@Benchmark
	public void acquireAndRelease() {
		this.pool.release(Objects.requireNonNull(this.pool.acquire(this.peer.connectionKey(), ConnectionChoice.ANY)));
	}

	/**
	 * A connection that is there.
	 */
	private record Idle(Channel channel, ConnectionUse use) implements PeerConnection {

		@Override
		public boolean isMovable() {
			return true;
		}

		@Override
		public int capacity() {
			return 1;
		}

		@Override
		public void moveTo(LoopPool target, Runnable arrived) {
			throw new UnsupportedOperationException();
		}

		@Override
		public AttemptStream carry(PeerAttempt attempt, boolean reused) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
			throw new UnsupportedOperationException();
		}

	}

}
