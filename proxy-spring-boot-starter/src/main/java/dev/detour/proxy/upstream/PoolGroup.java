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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.PeerTls;

/**
 * The pools of all event loops. Connections move between them: one that is unused is
 * taken from its event loop, and registered with another, where it stays. So whatever
 * uses a connection does so on one thread, and neither buffers nor events cross over.
 */
final class PoolGroup implements IdleConnections {

	/**
	 * By how much connections end before their time, at most: not all at once.
	 */
	private static final double JITTER = 0.1;

	private final List<LoopPool> pools = new CopyOnWriteArrayList<>();

	private final FastThreadLocal<LoopPool> local = new FastThreadLocal<>();

	private final ConnectionSlots slots;

	private final Map<String, BundleVersion> bundles = new ConcurrentHashMap<>();

	private volatile boolean draining;

	PoolGroup(ConnectionLimits limits) {
		this.slots = new ConnectionSlots(limits, this);
	}

	ConnectionSlots slots() {
		return this.slots;
	}

	/**
	 * Returns the pool of an event loop. Called on that event loop.
	 * @param eventLoop the event loop
	 * @return its pool
	 */
	LoopPool pool(EventLoop eventLoop) {
		LoopPool pool = this.local.get();
		if (pool == null) {
			pool = new LoopPool(eventLoop, this);
			this.local.set(pool);
			this.pools.add(pool);
		}
		return pool;
	}

	/**
	 * Finds a pool that has an unused connection.
	 * @param key what the connection must be
	 * @param except the pools that were asked before
	 * @return the pool, or {@code null} if there is none
	 */
	@Nullable LoopPool findLender(ConnectionKey key, List<LoopPool> except) {
		for (LoopPool pool : this.pools) {
			if (pool.idleCount(key) > 0 && !except.contains(pool)) {
				return pool;
			}
		}
		return null;
	}

	/**
	 * Moves an unused connection to another event loop. Called on the connection's.
	 * @param connection the connection, in nobody's hands
	 * @param target where to move it
	 * @param arrived told on the target's event loop; the connection may be closed by
	 * then
	 */
	static void move(PeerConnection connection, LoopPool target, Consumer<PeerConnection> arrived) {
		if (connection.channel().eventLoop() == target.eventLoop()) {
			arrived.accept(connection);
		}
		else {
			connection.moveTo(target, () -> arrived.accept(connection));
		}
	}

	/**
	 * Takes a channel from its event loop and registers it with another.
	 * @param channel the channel
	 * @param target the other event loop
	 * @param arrived run there; the channel is closed if it could not be registered
	 */
	static void register(Channel channel, EventLoop target, Runnable arrived) {
		channel.deregister().addListener((left) -> target.register(channel).addListener((joined) -> {
			if (!joined.isSuccess()) {
				channel.close();
			}
			arrived.run();
		}));
	}

	/**
	 * Returns until when a connection that is opened now may be used.
	 * @param key what the connection is
	 * @return the tenure
	 */
	Slot.Tenure newTenure(ConnectionKey key) {
		long lifetime = this.slots.limits().maxLifetime().toNanos();
		long jitter = (long) (lifetime * JITTER * ThreadLocalRandom.current().nextDouble());
		return new Slot.Tenure(bundle(key.tls()), lifetime > 0, System.nanoTime() + lifetime - jitter);
	}

	private BundleVersion bundle(@Nullable PeerTls tls) {
		String name = (tls != null) ? tls.sslBundle() : null;
		return (name != null) ? this.bundles.computeIfAbsent(name, (absent) -> new BundleVersion())
				: BundleVersion.PERMANENT;
	}

	boolean isRetired(PeerConnection connection) {
		Slot.Tenure tenure = Slot.tenure(connection.channel());
		return this.draining || tenure.bundle().isReplaced()
				|| (tenure.limited() && System.nanoTime() - tenure.end() >= 0);
	}

	/**
	 * Has no connection used any more that was secured with a bundle before.
	 * @param bundle the name of the bundle
	 */
	void renew(String bundle) {
		BundleVersion version = this.bundles.remove(bundle);
		if (version != null) {
			version.replace();
			onAll(LoopPool::retireOld);
		}
	}

	/**
	 * Begins or ends not to keep connections: unused ones are closed at once, others when
	 * they are not used any more.
	 * @param draining whether it begins
	 */
	void drain(boolean draining) {
		this.draining = draining;
		if (draining) {
			onAll(LoopPool::retireOld);
		}
	}

	private void onAll(Consumer<LoopPool> task) {
		for (LoopPool pool : this.pools) {
			execute(pool, () -> task.accept(pool));
		}
	}

	@Override
	public void offerOne(ConnectionKey key) {
		offerFrom(0, (pool) -> pool.idleCount(key) > 0, (pool) -> pool.offerIdle(key));
	}

	@Override
	public void offerAny() {
		offerFrom(0, LoopPool::hasIdle, (pool) -> pool.offerIdle(null));
	}

	private void offerFrom(int first, Predicate<LoopPool> candidate, Predicate<LoopPool> offer) {
		for (int i = first; i < this.pools.size(); i++) {
			LoopPool pool = this.pools.get(i);
			int next = i + 1;
			if (candidate.test(pool) && execute(pool, () -> {
				if (!offer.test(pool)) {
					offerFrom(next, candidate, offer);
				}
			})) {
				return;
			}
		}
	}

	@Override
	public void endUnneeded() {
		onAll(LoopPool::endUnneeded);
	}

	@Override
	public void close(PeerConnection connection) {
		connection.channel().close();
	}

	/**
	 * Runs a task on the event loop of a pool, unless that has ended.
	 * @param pool the pool
	 * @param task the task
	 * @return whether it will be run
	 */
	static boolean execute(LoopPool pool, Runnable task) {
		try {
			pool.eventLoop().execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

}
