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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.ConnectionKey;

/**
 * How many connections are open, to each peer and in total, and who waits for one: first
 * come, first served, whichever event loop they are on. Who waits is granted a slot, with
 * which to open a connection, or is handed one that has become free.
 * <p>
 * Only opening, closing and waiting come here; to use a pooled connection while nobody
 * waits costs one volatile read. All state is changed by one thread at a time
 * ({@link Serial}), so each method is a simple sequence.
 */
final class ConnectionSlots {

	private final Serial serial = new Serial();

	private final ConnectionLimits limits;

	/**
	 * Connections that are in nobody's hands, on whichever event loop.
	 */
	private final IdleConnections idle;

	/**
	 * Written by one thread at a time, read by all.
	 */
	private final Map<ConnectionKey, PeerSlots> peers = new ConcurrentHashMap<>();

	private final Set<PeerSlots> contended = new LinkedHashSet<>();

	private volatile int open;

	private long sequence;

	private volatile int pending;

	private volatile boolean full;

	ConnectionSlots(ConnectionLimits limits, IdleConnections idle) {
		this.limits = limits;
		this.idle = idle;
	}

	ConnectionLimits limits() {
		return this.limits;
	}

	/**
	 * Returns how many attempts wait for any peer.
	 * @return the number of attempts
	 */
	int pending() {
		return this.pending;
	}

	/**
	 * Returns how many connections are open or being opened.
	 * @return the number of connections
	 */
	int open() {
		return this.open;
	}

	/**
	 * Returns whether an unused connection should be {@linkplain #offer offered} instead
	 * of pooled, and a pooled one left to those who came first.
	 * @param key what the connection is
	 * @return {@code true} if somebody waits for one like it, or for its slot
	 */
	boolean isWanted(ConnectionKey key) {
		if (this.pending == 0) {
			return false;
		}
		PeerSlots peer = this.peers.get(key);
		return this.full || (peer != null && peer.head != null);
	}

	/**
	 * Returns whether a connection with streams should end when those have, so that its
	 * slot becomes free: its event loop has had its turn.
	 * @param key what the connection is
	 * @param pool the pool of its event loop
	 * @return {@code true} if it is of no use to whoever waits first
	 */
	boolean isWantedElsewhere(ConnectionKey key, LoopPool pool) {
		if (this.pending == 0) {
			return false;
		}
		PeerSlots peer = this.peers.get(key);
		SlotWaiter head = (peer != null) ? peer.head : null;
		return this.full || (head != null && !head.canShare(pool));
	}

	/**
	 * Asks for a connection or a slot. It is answered once, unless it is cancelled.
	 * @param waiter who asks
	 */
	void request(SlotWaiter waiter) {
		this.serial.run(() -> {
			PeerSlots peer = this.peers.computeIfAbsent(waiter.key(), PeerSlots::new);
			if (peer.waiters.isEmpty() && fits(peer, waiter)) {
				grant(peer, waiter);
				return;
			}
			if (this.pending >= this.limits.maxPending()) {
				removeIfUnused(peer);
				waiter.refused();
				return;
			}
			waiter.number(this.sequence++);
			peer.waiters.add(waiter);
			this.contended.add(peer);
			peer.updateHead();
			updateFull();
			this.pending++;
			// After this: what becomes idle from now on is offered.
			reclaim(peer, waiter);
		});
	}

	/**
	 * Leaves the queue. A grant that is on its way may still arrive.
	 * @param waiter who leaves
	 */
	void cancel(SlotWaiter waiter) {
		this.serial.run(() -> {
			PeerSlots peer = this.peers.get(waiter.key());
			if (peer != null && peer.waiters.contains(waiter)) {
				leave(peer, waiter);
				removeIfUnused(peer);
				dispatch();
			}
		});
	}

	/**
	 * Hands an unused connection to who waits for one like it, or closes it for who waits
	 * for its slot, or gives it back.
	 * @param connection the connection, in nobody's hands
	 * @param giveBack takes the connection if nobody wants it
	 */
	void offer(PeerConnection connection, Runnable giveBack) {
		this.serial.run(() -> {
			PeerSlots peer = this.peers.get(connection.key());
			SlotWaiter waiter = (peer != null) ? peer.firstFor(connection) : null;
			if (peer != null && waiter != null) {
				leave(peer, waiter);
				waiter.offered(connection);
			}
			else if (this.full || (peer != null && peer.head != null)) {
				this.idle.close(connection);
			}
			else {
				giveBack.run();
			}
		});
	}

	private void release(PeerSlots peer) {
		this.serial.run(() -> {
			peer.open--;
			this.open--;
			removeIfUnused(peer);
			dispatch();
		});
	}

	/**
	 * Gives free slots to those who wait, in the order in which they came.
	 */
	private void dispatch() {
		PeerSlots next = nextInLine();
		while (next != null) {
			SlotWaiter waiter = next.first();
			leave(next, waiter);
			grant(next, waiter);
			next = nextInLine();
		}
		updateFull();
	}

	private @Nullable PeerSlots nextInLine() {
		PeerSlots next = null;
		long number = Long.MAX_VALUE;
		for (PeerSlots peer : this.contended) {
			SlotWaiter first = peer.first();
			if (first.number() < number && fits(peer, first)) {
				next = peer;
				number = first.number();
			}
		}
		return next;
	}

	private boolean fits(PeerSlots peer, SlotWaiter waiter) {
		return peer.open < waiter.maxConnections() && this.open < this.limits.maxConnections();
	}

	private void grant(PeerSlots peer, SlotWaiter waiter) {
		peer.open++;
		this.open++;
		waiter.granted(new Slot(() -> release(peer)));
	}

	private void leave(PeerSlots peer, SlotWaiter waiter) {
		peer.waiters.remove(waiter);
		this.pending--;
		peer.updateHead();
		if (peer.waiters.isEmpty()) {
			this.contended.remove(peer);
		}
		updateFull();
	}

	/**
	 * Looks for connections that became idle before anybody could know that they are
	 * wanted.
	 * @param peer the peer
	 * @param waiter who wants one
	 */
	private void reclaim(PeerSlots peer, SlotWaiter waiter) {
		boolean usesPooled = waiter.choice() != ConnectionChoice.FRESH;
		boolean peerIsFull = peer.open >= waiter.maxConnections();
		if (usesPooled || peerIsFull) {
			this.idle.offerOne(peer.key);
		}
		if (!peerIsFull) {
			this.idle.offerAny();
		}
		this.idle.endUnneeded();
	}

	/**
	 * Finds out whether somebody only waits because of the connections to other peers.
	 */
	private void updateFull() {
		this.full = this.open >= this.limits.maxConnections()
				&& this.contended.stream().anyMatch((peer) -> peer.open < peer.first().maxConnections());
	}

	private void removeIfUnused(PeerSlots peer) {
		if (peer.open == 0 && peer.waiters.isEmpty()) {
			this.peers.remove(peer.key, peer);
		}
	}

}
