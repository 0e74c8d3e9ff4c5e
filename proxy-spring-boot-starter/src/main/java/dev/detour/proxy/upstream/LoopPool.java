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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.ConnectionKey;

/**
 * The connections of one event loop that can carry more attempts, last in first out:
 * those that are not needed grow old and expire. Changed on its event loop only, so it
 * needs no lock; others may look how many there are.
 */
final class LoopPool {

	/**
	 * How long ago a connection may have been used to count as recent.
	 */
	private static final long RECENT_NANOS = 1_000_000_000L;

	/**
	 * How long a connection must have been unused to be lent: one that a busy event loop
	 * will use again in a moment stays with it.
	 */
	private static final long LEND_AFTER_NANOS = 1_000_000;

	private final EventLoop eventLoop;

	private final PoolGroup group;

	private final Map<ConnectionKey, ConnectionStack> stacks = new ConcurrentHashMap<>();

	/**
	 * Those on this event loop who wait, and can do with one more stream of a connection.
	 */
	private final Set<Acquisition> waiting = new LinkedHashSet<>();

	LoopPool(EventLoop eventLoop, PoolGroup group) {
		this.eventLoop = eventLoop;
		this.group = group;
	}

	EventLoop eventLoop() {
		return this.eventLoop;
	}

	PoolGroup group() {
		return this.group;
	}

	/**
	 * Returns whether a connection is what an attempt asks for.
	 * @param connection a pooled connection
	 * @param choice which connection may be used
	 * @return {@code true} if it is
	 */
	static boolean fits(PeerConnection connection, ConnectionChoice choice) {
		return switch (choice) {
			case ANY -> true;
			case RECENT -> isRecent(connection);
			case FRESH -> false;
		};
	}

	static boolean isRecent(PeerConnection connection) {
		return System.nanoTime() - connection.idleSince() <= RECENT_NANOS;
	}

	/**
	 * Finds a connection, and takes it out of the pool if one more attempt is all it can
	 * carry.
	 * @param key what the connection must be
	 * @param choice which connection may be used
	 * @return the connection, or {@code null} if there is none, or others wait for it
	 */
	@Nullable PeerConnection acquire(ConnectionKey key, ConnectionChoice choice) {
		ConnectionStack stack = this.stacks.get(key);
		if (stack == null || choice == ConnectionChoice.FRESH) {
			return null;
		}
		PeerConnection connection = stack.peek();
		while (connection != null && !isUsable(connection)) {
			stack.remove(connection);
			connection = stack.peek();
		}
		if (connection == null || !fits(connection, choice)
				|| (connection.isMovable() && this.group.slots().isWanted(key))) {
			return null;
		}
		if (connection.capacity() == 1) {
			stack.remove(connection);
		}
		return connection;
	}

	private boolean isUsable(PeerConnection connection) {
		if (connection.capacity() == 0) {
			return false;
		}
		if (this.group.isRetired(connection)) {
			connection.retire();
			return false;
		}
		return true;
	}

	/**
	 * Takes a connection in that can carry attempts, and is not in here.
	 * @param connection the connection
	 */
	void release(PeerConnection connection) {
		if (this.group.isRetired(connection)) {
			connection.retire();
			return;
		}
		this.stacks.computeIfAbsent(connection.key(), (key) -> new ConnectionStack()).add(connection);
		// After this: whoever begins to wait from now on sees it.
		if (connection.isMovable() && this.group.slots().isWanted(connection.key())) {
			remove(connection);
			offer(connection);
		}
		else if (!connection.isMovable() && !this.waiting.isEmpty()) {
			// Not now: whoever has just left is to be told first.
			this.eventLoop.execute(() -> share(connection.key()));
		}
	}

	/**
	 * Begins to wait for a connection that can carry one more attempt.
	 * @param acquisition who waits
	 */
	void await(Acquisition acquisition) {
		this.waiting.add(acquisition);
	}

	void leave(Acquisition acquisition) {
		this.waiting.remove(acquisition);
	}

	private void share(ConnectionKey key) {
		for (Acquisition acquisition : List.copyOf(this.waiting)) {
			if (acquisition.key().equals(key) && this.waiting.contains(acquisition) && !acquisition.shareFreed()) {
				return;
			}
		}
	}

	/**
	 * Takes a connection in that nobody needed after all, unless it is closed.
	 * @param connection the connection
	 */
	void takeBack(PeerConnection connection) {
		if (connection.capacity() > 0) {
			release(connection);
		}
	}

	/**
	 * Forgets a connection that cannot carry attempts any more.
	 * @param connection the connection
	 */
	void remove(PeerConnection connection) {
		ConnectionStack stack = this.stacks.get(connection.key());
		if (stack != null) {
			stack.remove(connection);
			removeIfEmpty(connection.key(), stack);
		}
	}

	private void removeIfEmpty(ConnectionKey key, ConnectionStack stack) {
		if (stack.isEmpty()) {
			this.stacks.remove(key);
		}
	}

	/**
	 * Returns how many unused connections can move to another event loop. May be called
	 * by any thread.
	 * @param key what the connections must be
	 * @return the number of connections
	 */
	int idleCount(ConnectionKey key) {
		ConnectionStack stack = this.stacks.get(key);
		return (stack != null) ? stack.idle() : 0;
	}

	/**
	 * Returns whether there is any unused connection that can move. May be called by any
	 * thread.
	 * @return {@code true} if there is
	 */
	boolean hasIdle() {
		return this.stacks.values().stream().anyMatch((stack) -> stack.idle() > 0);
	}

	/**
	 * Takes a connection out to lend it: the last used one that this event loop does not
	 * seem to need.
	 * @param key what the connection must be
	 * @param choice which connection may be used
	 * @return the connection, or {@code null} if there is none
	 */
	@Nullable PeerConnection takeToLend(ConnectionKey key, ConnectionChoice choice) {
		long now = System.nanoTime();
		return take(key, (connection) -> now - connection.idleSince() >= LEND_AFTER_NANOS && fits(connection, choice));
	}

	/**
	 * Offers an unused connection to those who wait.
	 * @param key what the connection must be, or {@code null} for any
	 * @return whether there was one
	 */
	boolean offerIdle(@Nullable ConnectionKey key) {
		for (ConnectionKey each : (key != null) ? Set.of(key) : this.stacks.keySet()) {
			PeerConnection connection = take(each, (candidate) -> true);
			if (connection != null) {
				offer(connection);
				return true;
			}
		}
		return false;
	}

	private @Nullable PeerConnection take(ConnectionKey key, Predicate<PeerConnection> condition) {
		ConnectionStack stack = this.stacks.get(key);
		PeerConnection taken = (stack != null) ? stack.takeIdle(condition) : null;
		if (stack != null && taken != null) {
			removeIfEmpty(key, stack);
		}
		return taken;
	}

	private void offer(PeerConnection connection) {
		this.group.slots().offer(connection, () -> this.eventLoop.execute(() -> takeBack(connection)));
	}

	/**
	 * Gives up those that are not to be used any more.
	 */
	void retireOld() {
		retire(this.group::isRetired);
	}

	/**
	 * Gives up connections with streams that carry none, and that others could do more
	 * with.
	 */
	void endUnneeded() {
		retire((connection) -> !connection.isMovable() && connection.isUnused()
				&& this.group.slots().isWantedElsewhere(connection.key(), this));
	}

	private void retire(Predicate<PeerConnection> condition) {
		this.stacks.forEach((key, stack) -> {
			for (PeerConnection connection : stack.all()) {
				if (condition.test(connection)) {
					stack.remove(connection);
					connection.retire();
				}
			}
			removeIfEmpty(key, stack);
		});
	}

}
