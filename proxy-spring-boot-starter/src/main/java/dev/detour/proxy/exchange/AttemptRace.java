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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.engine.Hedge;
import dev.detour.proxy.engine.Step;

/**
 * Two attempts of an exchange at the same time: waits for the moment to start the second
 * one, keeps the one that does not lead, and drops the one that has lost.
 *
 * @param <C> the type of the user's context
 */
final class AttemptRace<C> {

	private final ProxyExchange<C> exchange;

	private final Hedge hedge;

	private @Nullable Beside<C> prepared;

	private @Nullable RunningAttempt<C> other;

	private @Nullable Future<?> timer;

	AttemptRace(ProxyExchange<C> exchange, Hedge hedge) {
		this.exchange = exchange;
		this.hedge = hedge;
	}

	Hedge hedge() {
		return this.hedge;
	}

	/**
	 * Returns whether an attempt is the one that does not lead.
	 * @param attempt the attempt
	 * @return {@code true} if it is
	 */
	boolean isOther(SendingAttempt<C> attempt) {
		return attempt == this.other;
	}

	@Nullable Attempt attempt() {
		return this.hedge.attempt();
	}

	/**
	 * The leading attempt is alone: waits as long as its response may take.
	 */
	void await() {
		stopWaiting();
		Duration delay = this.hedge.delay(System.nanoTime());
		if (delay != null) {
			this.timer = this.exchange.downstream()
				.eventLoop()
				.schedule(this::due, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	private void due() {
		this.timer = null;
		RequestBody body = this.exchange.body();
		if (body.isComing()) {
			// It is not the peer's turn yet.
			await();
		}
		else {
			this.exchange.advance(this.hedge.due(body.isWhole(), System.nanoTime()));
		}
	}

	void carryOut(Step step) {
		if (step instanceof Step.Hedge start) {
			start(start);
		}
		else if (step instanceof Step.Race race) {
			carryOut(race);
		}
	}

	private void start(Step.Hedge step) {
		Beside<C> beside = this.prepared;
		if (beside != null) {
			this.prepared = null;
			this.other = new RunningAttempt<>(this.exchange, step.peer(), step.choice(), step.limit(), beside);
			this.other.start();
		}
	}

	private void carryOut(Step.Race step) {
		RunningAttempt<C> other = this.other;
		if (step == Step.Race.ASK_PEER) {
			this.prepared = new Beside<>(this.exchange.userCode().beside());
			this.prepared.userCode().askOtherPeer(this.hedge);
		}
		else if (other != null) {
			switch (step) {
				case SEND -> other.carryOut(Step.Plain.SEND);
				case DROP -> {
					drop();
					await();
				}
				case OVERTAKE -> {
					this.other = this.exchange.lead(other);
					other.carryOut(Step.Plain.ASK_RESPONSE);
				}
				case TAKE_OVER -> {
					this.other = this.exchange.lead(other);
					drop();
					await();
					other.tellKeptHead();
				}
				case ASK_PEER -> {
				}
			}
		}
	}

	/**
	 * Waits no longer, and drops the attempt that does not lead, if there is one.
	 */
	void drop() {
		stopWaiting();
		if (this.prepared != null) {
			this.prepared.cancel();
			this.prepared = null;
		}
		RunningAttempt<C> other = this.other;
		if (other != null) {
			this.other = null;
			other.drop();
			other.userCode().moveOn();
			if (!other.isBeside()) {
				this.exchange.body().detach();
			}
		}
	}

	private void stopWaiting() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
