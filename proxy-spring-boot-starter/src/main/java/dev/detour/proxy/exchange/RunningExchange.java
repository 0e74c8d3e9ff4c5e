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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.AttemptEvents;
import dev.detour.proxy.engine.ExchangeEngine;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.http.ProxyRequest;

/**
 * An exchange as it goes from step to step, with the attempt that leads, and a race if
 * there may be another one beside it.
 *
 * @param <C> the type of the user's context
 */
abstract class RunningExchange<C> extends ExchangeRecord<C> {

	private @Nullable RunningAttempt<C> attempt;

	private @Nullable AttemptRace<C> race;

	private @Nullable Step next;

	private boolean stepping;

	RunningExchange(ProxyRequest request, String handler, long startedAt) {
		super(request, handler, startedAt);
	}

	abstract ExchangeEngine engine();

	abstract RequestBody body();

	abstract void carryOut(Step step);

	/**
	 * Carries out a step. A step that comes while another is carried out waits for it,
	 * and replaces one that waits already: the engine has moved on past that.
	 * @param step the step
	 */
	final void advance(Step step) {
		if (step == Step.Plain.NONE) {
			return;
		}
		this.next = step;
		if (this.stepping) {
			return;
		}
		this.stepping = true;
		try {
			for (Step current = this.next; current != null; current = this.next) {
				this.next = null;
				carryOut(current);
			}
		}
		finally {
			this.stepping = false;
		}
	}

	/**
	 * Returns the attempt that leads.
	 * @return the attempt, or {@code null} if none is under way
	 */
	final @Nullable RunningAttempt<C> attempt() {
		return this.attempt;
	}

	/**
	 * Lets an attempt lead.
	 * @param attempt the attempt
	 * @return the one that led, or {@code null} if there was none
	 */
	final @Nullable RunningAttempt<C> lead(RunningAttempt<C> attempt) {
		RunningAttempt<C> old = this.attempt;
		this.attempt = attempt;
		return old;
	}

	final @Nullable AttemptRace<C> race() {
		return this.race;
	}

	final void race(AttemptRace<C> race) {
		this.race = race;
	}

	/**
	 * Returns whether an attempt leads, or was the last that did.
	 * @param attempt the attempt
	 * @return {@code false} if it is beside the leading one
	 */
	final boolean isLeading(SendingAttempt<C> attempt) {
		return this.race == null || !this.race.isOther(attempt);
	}

	/**
	 * Returns whom an attempt tells what happens.
	 * @param attempt the attempt
	 * @return the engine, unless the attempt is beside the leading one
	 */
	final AttemptEvents eventsOf(SendingAttempt<C> attempt) {
		AttemptRace<C> race = this.race;
		return (race == null || !race.isOther(attempt)) ? engine() : race.hedge();
	}

	/**
	 * Drops whatever attempts are under way.
	 */
	final void dropAttempts() {
		RunningAttempt<C> attempt = this.attempt;
		if (attempt != null) {
			this.attempt = null;
			attempt.drop();
		}
		if (this.race != null) {
			this.race.drop();
		}
		body().detach();
	}

}
