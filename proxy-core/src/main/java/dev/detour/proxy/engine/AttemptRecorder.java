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

package dev.detour.proxy.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

/**
 * Writes down the attempts of an exchange and tells the listener when the exchange begins
 * and when an attempt starts and ends: once each. If two are under way, one of them is
 * the current one, which most of these methods are about.
 */
final class AttemptRecorder {

	private final ExchangeView<?> exchange;

	private final AttemptLog log;

	private final ExchangeListener listener;

	AttemptRecorder(ExchangeView<?> exchange, AttemptLog log, ExchangeListener listener) {
		this.exchange = exchange;
		this.log = log;
		this.listener = listener;
	}

	Step begin() {
		this.listener.started(this.exchange);
		return Step.Plain.ASK_REQUEST;
	}

	int count() {
		return this.log.count();
	}

	/**
	 * Returns the peer of the current attempt.
	 * @return the peer
	 */
	Peer peer() {
		return current().peer();
	}

	void start(Peer peer, long now) {
		add(Attempt.started(this.log.count() + 1, peer, false, now));
	}

	/**
	 * Starts the current attempt again after its connection turned out stale.
	 * @param now the time
	 */
	void repeat(long now) {
		add(Attempt.started(current().number(), peer(), true, now));
	}

	/**
	 * Starts an attempt beside the current one.
	 * @param peer the peer
	 * @param now the time
	 * @return its position
	 */
	int hedge(Peer peer, long now) {
		Attempt attempt = Attempt.hedge(this.log.count() + 1, peer, now);
		int position = this.log.addBeside(attempt);
		this.listener.attemptStarted(this.exchange, attempt);
		return position;
	}

	void hedgeRefused(VetoReason reason) {
		this.listener.hedgeRefused(this.exchange, reason);
	}

	/**
	 * Makes another attempt the current one.
	 * @param position its position
	 * @return the position of the one that was current
	 */
	int switchTo(int position) {
		return this.log.switchTo(position);
	}

	boolean tried(Peer peer) {
		return this.log.tried(peer);
	}

	Attempt at(int position) {
		return this.log.all().get(position);
	}

	void connected(boolean reused, long now) {
		this.log.update(current().connected(reused, now));
	}

	void responded(int status, long now) {
		this.log.update(current().responded(status, now));
	}

	/**
	 * Writes down the verdict on the current attempt, in place of an earlier one.
	 * @param verdict the verdict
	 */
	void judge(Verdict verdict) {
		this.log.update(current().judged(verdict));
	}

	/**
	 * Ends the current attempt, if it goes on.
	 * @param failure what went wrong, or {@code null} if it succeeded
	 * @param now the time
	 */
	void end(@Nullable ProxyError failure, long now) {
		Attempt attempt = this.log.current();
		if (attempt != null && !attempt.isEnded()) {
			Attempt ended = attempt.ended(failure, now);
			this.log.update(ended);
			this.listener.attemptEnded(this.exchange, ended);
		}
	}

	private void add(Attempt attempt) {
		this.log.add(attempt);
		this.listener.attemptStarted(this.exchange, attempt);
	}

	Attempt current() {
		return Objects.requireNonNull(this.log.current());
	}

}
