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

package dev.detour.proxy.route;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes down what it is told about the attempts of one exchange.
 */
final class HedgeRecord implements ExchangeListener {

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final CompletableFuture<List<String>> history = new CompletableFuture<>();

	@Override
	public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
		this.events.add("ended " + describe(attempt));
	}

	@Override
	public void hedgeRefused(ExchangeView<?> exchange, VetoReason reason) {
		this.events.add("refused " + reason.id());
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		this.history.complete(exchange.attempts().all().stream().map(HedgeRecord::describe).toList());
	}

	private static String describe(Attempt attempt) {
		ProxyError error = attempt.error();
		return attempt.number() + (attempt.hedge() ? " hedge " : " ") + ((error != null) ? error.type().id() : "ok")
				+ ((attempt.status() != 0) ? " " + attempt.status() : "")
				+ ((attempt.verdict() != null && attempt.verdict().veto() != null)
						? ", refused " + attempt.verdict().veto().id() : "");
	}

	/**
	 * Waits for what was told next.
	 * @return what was told, such as {@code ended 2 hedge ok 200}
	 */
	String next() {
		try {
			String event = this.events.poll(10, TimeUnit.SECONDS);
			assertThat(event).as("The next event").isNotNull();
			return event;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Waits for the end of the first exchange.
	 * @return its attempts, such as {@code 1 hedge_lost}
	 */
	List<String> history() {
		return this.history.orTimeout(10, TimeUnit.SECONDS).join();
	}

}
