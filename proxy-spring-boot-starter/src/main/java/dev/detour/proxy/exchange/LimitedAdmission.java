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

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.overload.RefusalReason;
import dev.detour.proxy.overload.Waiter;

/**
 * The way of one exchange through its limits, one after the other. It has a place in each
 * until it is over. Lives on the event loop of the exchange, but for the news that there
 * is a place, which may come from another.
 */
final class LimitedAdmission implements Admission {

	private final ProxyExchange<?> exchange;

	private final ExchangeLimit[] limits;

	private int passed;

	private @Nullable Turn turn;

	private Step first = Step.Plain.NONE;

	private boolean measured = true;

	private long admittedAt;

	/** How many there were in each limit when this one was let in. */
	private final int[] active;

	/**
	 * Creates the way.
	 * @param exchange the exchange
	 * @param limits what it has to pass, at least one, in this order
	 */
	LimitedAdmission(ProxyExchange<?> exchange, ExchangeLimit... limits) {
		this.exchange = exchange;
		this.limits = limits;
		this.active = new int[limits.length];
	}

	@Override
	public void enter(ProxyExchange<?> exchange, Step first) {
		this.first = first;
		proceed();
	}

	private void proceed() {
		while (this.passed < this.limits.length) {
			ExchangeLimit limit = this.limits[this.passed];
			if (!limit.tryEnter()) {
				await(limit);
				return;
			}
			pass(limit);
		}
		this.measured = false;
		this.admittedAt = System.nanoTime();
		this.exchange.advance(this.first);
	}

	private void pass(ExchangeLimit limit) {
		this.active[this.passed] = limit.active();
		this.passed++;
	}

	private void await(ExchangeLimit limit) {
		Turn turn = new Turn(limit);
		this.turn = turn;
		if (limit.enqueue(turn)) {
			turn.startTimer();
		}
		else {
			this.turn = null;
			refuse(limit, RefusalReason.QUEUE_FULL);
		}
	}

	private void refuse(ExchangeLimit limit, RefusalReason reason) {
		leave();
		Admission.refuse(this.exchange, limit.scope(), reason);
	}

	private void leave() {
		while (this.passed > 0) {
			this.limits[--this.passed].leave();
		}
	}

	@Override
	public void withdraw() {
		Turn turn = this.turn;
		if (turn != null) {
			this.turn = null;
			turn.withdraw();
		}
	}

	@Override
	public void progress(Step.Plain step) {
		Attempt attempt = this.exchange.attempts().last();
		if (step == Step.Plain.RELAY && !this.measured && attempt != null) {
			measure(isOverload(attempt.status()), attempt.respondedAt());
		}
	}

	@Override
	public void end(ExchangeOutcome outcome) {
		withdraw();
		ProxyError error = outcome.error();
		if (!this.measured && error != null && isOverload(error)) {
			measure(true, System.nanoTime());
		}
		leave();
	}

	private void measure(boolean overloaded, long now) {
		this.measured = true;
		long nanos = Math.max(1, now - this.admittedAt);
		for (int i = 0; i < this.limits.length; i++) {
			if (overloaded) {
				this.limits[i].overloaded(this.admittedAt, nanos, this.active[i]);
			}
			else {
				this.limits[i].answered(this.admittedAt, nanos, this.active[i]);
			}
		}
	}

	private boolean isOverload(ProxyError error) {
		Attempt last = this.exchange.attempts().last();
		return switch (error.type()) {
			case CONNECT_TIMEOUT, TLS_TIMEOUT, POOL_EXHAUSTED, READ_TIMEOUT, WRITE_TIMEOUT, DEADLINE_EXCEEDED -> true;
			case STATUS_REFUSED -> last != null && isOverload(last.status());
			default -> false;
		};
	}

	private static boolean isOverload(int status) {
		return status == 429 || status == 503 || status == 504;
	}

	/**
	 * A place in the queue of a limit.
	 */
	private final class Turn implements Waiter {

		private final ExchangeLimit limit;

		private final EventLoop eventLoop;

		private @Nullable Future<?> timer;

		Turn(ExchangeLimit limit) {
			this.limit = limit;
			this.eventLoop = LimitedAdmission.this.exchange.downstream().eventLoop();
		}

		void startTimer() {
			this.timer = this.eventLoop.schedule(this::timeUp, this.limit.queueTimeout().toNanos(),
					TimeUnit.NANOSECONDS);
		}

		@Override
		public void admitted() {
			try {
				this.eventLoop.execute(this::take);
			}
			catch (RejectedExecutionException ex) {
				// The event loop has ended, and the exchange with it.
				this.limit.leave();
			}
		}

		private void take() {
			stopTimer();
			if (LimitedAdmission.this.turn != this) {
				// It has left while the news was on its way.
				this.limit.leave();
				return;
			}
			LimitedAdmission.this.turn = null;
			pass(this.limit);
			proceed();
		}

		private void timeUp() {
			if (LimitedAdmission.this.turn == this && this.limit.withdraw(this)) {
				LimitedAdmission.this.turn = null;
				refuse(this.limit, RefusalReason.QUEUE_TIMEOUT);
			}
		}

		void withdraw() {
			stopTimer();
			this.limit.withdraw(this);
		}

		private void stopTimer() {
			if (this.timer != null) {
				this.timer.cancel(false);
			}
		}

	}

}
