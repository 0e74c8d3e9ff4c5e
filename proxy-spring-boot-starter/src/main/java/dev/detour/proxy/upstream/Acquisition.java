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

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

/**
 * How an attempt comes to a connection that is not at hand: by looking whether a pooled
 * one is still good, by borrowing one from another event loop, by opening one, or by
 * waiting until it may. It ends by telling its attempt, unless it is cancelled; nothing
 * is sent before.
 */
final class Acquisition extends SlotWaiter {

	private final Peer peer;

	private final ConnectionChoice choice;

	private final PeerAttempt attempt;

	private final LoopPool pool;

	private final Connector connector;

	private final Loan loan;

	private State state = State.LOOKING;

	private @Nullable Future<?> timer;

	private @Nullable PendingConnection opening;

	Acquisition(Peer peer, ConnectionChoice choice, PeerAttempt attempt, LoopPool pool, Connector connector) {
		super(peer, choice);
		this.peer = peer;
		this.choice = choice;
		this.attempt = attempt;
		this.pool = pool;
		this.connector = connector;
		this.loan = new Loan(peer.connectionKey(), choice, pool, this::lent);
	}

	/**
	 * Starts.
	 * @param pooled a connection from the pool that must be looked at first, or
	 * {@code null} if there is none
	 */
	void start(@Nullable PeerConnection pooled) {
		this.connector.listener().waiting(this.peer.address());
		if (pooled != null) {
			check(pooled);
		}
		else {
			this.loan.ask();
		}
	}

	/**
	 * Stops, without a word to the attempt.
	 */
	void cancel() {
		State before = this.state;
		finish();
		this.loan.cancel();
		if (before == State.QUEUED) {
			slots().cancel(this);
		}
		if (this.opening != null) {
			this.opening.cancel();
		}
	}

	private ConnectionSlots slots() {
		return this.pool.group().slots();
	}

	/**
	 * Lets the event loop read once: what the peer sent while nobody asked, most of all
	 * its end of the connection, is then known. A timer fires only after that.
	 * @param connection the connection, in nobody's hands
	 */
	private void check(PeerConnection connection) {
		this.state = State.CHECKING;
		this.pool.eventLoop().schedule(() -> checked(connection), 1, TimeUnit.NANOSECONDS);
	}

	private void checked(PeerConnection connection) {
		if (this.state != State.CHECKING) {
			this.pool.takeBack(connection);
			return;
		}
		if (connection.capacity() > 0) {
			finish();
			this.attempt.connected(connection, true);
			return;
		}
		this.state = State.LOOKING;
		PeerConnection next = this.pool.acquire(this.peer.connectionKey(), this.choice);
		if (next != null) {
			check(next);
		}
		else {
			this.loan.ask();
		}
	}

	private void lent(@Nullable PeerConnection connection) {
		if (connection != null) {
			check(connection);
		}
		else {
			queue();
		}
	}

	private void queue() {
		PeerConnection freed = this.pool.acquire(this.peer.connectionKey(), this.choice);
		if (freed != null) {
			check(freed);
			return;
		}
		this.state = State.QUEUED;
		this.pool.await(this);
		this.timer = this.pool.eventLoop()
			.schedule(this::waitedTooLong, slots().limits().pendingTimeout().toNanos(), TimeUnit.NANOSECONDS);
		slots().request(this);
	}

	private void waitedTooLong() {
		slots().cancel(this);
		fail(ErrorType.POOL_EXHAUSTED,
				new UnavailableException(
						"no connection became free within " + slots().limits().pendingTimeout().toMillis()
								+ " ms: peer or gateway has its most connections",
						null));
	}

	@Override
	boolean canShare(LoopPool pool) {
		return pool == this.pool && choice() != ConnectionChoice.FRESH;
	}

	/**
	 * A connection that carries many attempts can carry one more.
	 * @return whether this one took it
	 */
	boolean shareFreed() {
		PeerConnection freed = this.pool.acquire(this.peer.connectionKey(), this.choice);
		if (freed == null) {
			return false;
		}
		finish();
		slots().cancel(this);
		this.attempt.connected(freed, true);
		return true;
	}

	@Override
	void refused() {
		PoolGroup.execute(this.pool, () -> {
			if (this.state == State.QUEUED) {
				fail(ErrorType.POOL_EXHAUSTED, new UnavailableException("peer or gateway has its most connections, and "
						+ slots().limits().maxPending() + " attempts wait for one already", null));
			}
		});
	}

	@Override
	void granted(Slot slot) {
		if (!PoolGroup.execute(this.pool, () -> open(slot))) {
			slot.release();
		}
	}

	private void open(Slot slot) {
		if (this.state != State.QUEUED) {
			slot.release();
			return;
		}
		this.state = State.OPENING;
		this.pool.leave(this);
		stopTimer();
		this.opening = new PendingConnection(this.attempt, this.pool, slot, this.connector, this);
		this.opening.start();
	}

	@Override
	void offered(PeerConnection connection) {
		try {
			connection.channel().eventLoop().execute(() -> PoolGroup.move(connection, this.pool, this::arrived));
		}
		catch (RejectedExecutionException ex) {
			connection.channel().close();
		}
	}

	private void arrived(PeerConnection connection) {
		if (this.state == State.QUEUED) {
			this.pool.leave(this);
			stopTimer();
			check(connection);
		}
		else {
			this.pool.takeBack(connection);
		}
	}

	/**
	 * A connection was opened.
	 * @param connection the connection
	 * @param nanos the time that it took
	 */
	void opened(PeerConnection connection, long nanos) {
		finish();
		connection.use().opened(nanos);
		this.attempt.connected(connection, false);
	}

	/**
	 * There is no connection.
	 * @param type what went wrong
	 * @param cause the exception that was observed, or {@code null}
	 */
	void fail(ErrorType type, @Nullable Throwable cause) {
		finish();
		this.attempt.fail(ProxyError.notSent(type, cause));
	}

	private void finish() {
		if (this.state != State.OVER) {
			this.state = State.OVER;
			this.pool.leave(this);
			stopTimer();
			this.connector.listener().waited(this.peer.address());
		}
	}

	private void stopTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private enum State {

		/**
		 * For a connection that is there already, here or on another event loop.
		 */
		LOOKING,

		/**
		 * Whether the connection that was found is good.
		 */
		CHECKING,

		/**
		 * For a connection or the right to open one.
		 */
		QUEUED,

		/**
		 * A connection of its own.
		 */
		OPENING,

		/**
		 * The attempt was told, or left.
		 */
		OVER

	}

}
