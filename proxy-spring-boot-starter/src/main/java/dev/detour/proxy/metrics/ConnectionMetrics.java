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

package dev.detour.proxy.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.upstream.UpstreamListener;

/**
 * Measures connections to peers.
 *
 * @since 0.1.0
 */
public final class ConnectionMetrics implements UpstreamListener {

	private final CappedMap<PeerAddress, Connections> peers;

	/**
	 * Creates the listener.
	 * @param registry has the meters
	 * @param maxPeers the number of peers that have meters of their own
	 */
	public ConnectionMetrics(MeterRegistry registry, int maxPeers) {
		Meters meters = new Meters(registry);
		this.peers = new CappedMap<>(maxPeers, PeerAddress::toString, (peer) -> new Connections(meters, peer));
	}

	@Override
	public void waiting(PeerAddress peer) {
		this.peers.get(peer).pending.increment();
	}

	@Override
	public void waited(PeerAddress peer) {
		this.peers.get(peer).pending.decrement();
	}

	@Override
	public void opened(PeerAddress peer, long nanos) {
		Connections connections = this.peers.get(peer);
		connections.active.increment();
		connections.opened.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void reused(PeerAddress peer, boolean wasIdle) {
		Connections connections = this.peers.get(peer);
		connections.reused.increment();
		if (wasIdle) {
			connections.idle.decrement();
			connections.active.increment();
		}
	}

	@Override
	public void idle(PeerAddress peer) {
		Connections connections = this.peers.get(peer);
		connections.active.decrement();
		connections.idle.increment();
	}

	@Override
	public void closed(PeerAddress peer, boolean wasIdle) {
		Connections connections = this.peers.get(peer);
		(wasIdle ? connections.idle : connections.active).decrement();
	}

	/**
	 * The connections to one peer.
	 */
	private static final class Connections {

		private final LongAdder active = new LongAdder();

		private final LongAdder idle = new LongAdder();

		private final LongAdder pending = new LongAdder();

		private final Timer opened;

		private final Counter reused;

		Connections(Meters meters, String peer) {
			this.opened = meters.timer(ProxyMeters.CONNECTIONS_OPENED, peer);
			this.reused = meters.counter(ProxyMeters.CONNECTIONS_REUSED, peer);
			meters.gauge(ProxyMeters.CONNECTIONS, this.active, LongAdder::sum, peer, "active");
			meters.gauge(ProxyMeters.CONNECTIONS, this.idle, LongAdder::sum, peer, "idle");
			meters.gauge(ProxyMeters.CONNECTIONS, this.pending, LongAdder::sum, peer, "pending");
		}

	}

}
