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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.ConnectionKey;

/**
 * Asks other event loops for a connection that they do not use, one after the other.
 */
final class Loan {

	/**
	 * How many event loops are asked, at most.
	 */
	private static final int MAX_LENDERS = 3;

	/**
	 * How long a busy event loop may take to answer.
	 */
	private static final long ANSWER_MILLIS = 20;

	private final ConnectionKey key;

	private final ConnectionChoice choice;

	private final LoopPool pool;

	private final Consumer<@Nullable PeerConnection> answer;

	private final List<LoopPool> asked = new ArrayList<>(MAX_LENDERS + 1);

	private @Nullable Future<?> timer;

	/**
	 * Prepares to ask.
	 * @param key what the connection must be
	 * @param choice which connection may be used
	 * @param pool where the connection is needed
	 * @param answer told of the connection, which may be closed by then, or of
	 * {@code null} if there is none
	 */
	Loan(ConnectionKey key, ConnectionChoice choice, LoopPool pool, Consumer<@Nullable PeerConnection> answer) {
		this.key = key;
		this.choice = choice;
		this.pool = pool;
		this.answer = answer;
		this.asked.add(pool);
	}

	/**
	 * Asks those who were not asked yet. It is answered once, unless it is cancelled.
	 */
	void ask() {
		LoopPool lender = findLender();
		while (lender != null) {
			this.asked.add(lender);
			LoopPool asked = lender;
			if (PoolGroup.execute(asked, () -> lend(asked))) {
				this.timer = this.pool.eventLoop().schedule(this::noAnswer, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
				return;
			}
			lender = findLender();
		}
		this.answer.accept(null);
	}

	private @Nullable LoopPool findLender() {
		// Those who wait come first.
		if (this.choice == ConnectionChoice.FRESH || this.asked.size() > MAX_LENDERS
				|| this.pool.group().slots().isWanted(this.key)) {
			return null;
		}
		return this.pool.group().findLender(this.key, this.asked);
	}

	/**
	 * Runs on the event loop of the lender.
	 * @param lender the lender
	 */
	private void lend(LoopPool lender) {
		PeerConnection connection = lender.takeToLend(this.key, this.choice);
		if (connection != null) {
			PoolGroup.move(connection, this.pool, this::lent);
		}
		else {
			PoolGroup.execute(this.pool, this::notLent);
		}
	}

	private void lent(PeerConnection connection) {
		if (this.timer != null) {
			cancel();
			this.answer.accept(connection);
		}
		else {
			this.pool.takeBack(connection);
		}
	}

	private void notLent() {
		if (this.timer != null) {
			cancel();
			ask();
		}
	}

	private void noAnswer() {
		cancel();
		this.answer.accept(null);
	}

	/**
	 * Stops. A connection that comes all the same goes to the pool.
	 */
	void cancel() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
