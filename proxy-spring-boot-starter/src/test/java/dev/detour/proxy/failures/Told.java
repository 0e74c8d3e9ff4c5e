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

package dev.detour.proxy.failures;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the listener of a gateway was told about one exchange.
 */
final class Told implements ExchangeListener {

	private final List<ProxyError> errors = new CopyOnWriteArrayList<>();

	private final List<Verdict> verdicts = new CopyOnWriteArrayList<>();

	private final List<ProxyError> stale = new CopyOnWriteArrayList<>();

	private final AtomicInteger completions = new AtomicInteger();

	private final CompletableFuture<End> end = new CompletableFuture<>();

	@Override
	public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
		this.errors.add(error);
		this.verdicts.add(verdict);
	}

	@Override
	public void staleConnection(ExchangeView<?> exchange, ProxyError error) {
		this.stale.add(error);
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		End end = new End(outcome, exchange.attempts().count(), List.copyOf(exchange.attempts().all()));
		this.completions.incrementAndGet();
		this.end.complete(end);
	}

	/**
	 * Returns the failures about which something was decided.
	 * @return the failures in their order
	 */
	List<ProxyError> errors() {
		return this.errors;
	}

	ProxyError error() {
		awaitEnd();
		assertThat(this.errors).hasSize(1);
		return this.errors.get(0);
	}

	List<Verdict> verdicts() {
		return this.verdicts;
	}

	/**
	 * Returns why the only decision was refused.
	 * @return the reason, or {@code null} if it was granted
	 */
	@Nullable VetoReason veto() {
		awaitEnd();
		assertThat(this.verdicts).hasSize(1);
		return this.verdicts.get(0).veto();
	}

	/**
	 * Returns the failures of stale connections.
	 * @return the failures in their order
	 */
	List<ProxyError> stale() {
		return this.stale;
	}

	/**
	 * Waits for the end of the exchange.
	 * @return the end
	 */
	End awaitEnd() {
		try {
			return this.end.get(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("The exchange did not end; errors: " + this.errors, ex);
		}
	}

	void awaitVerdicts(int count) {
		Awaitility.await().until(() -> this.verdicts.size() >= count);
	}

	/**
	 * Returns how often the listener was told of an end.
	 * @return the number, 1 for one exchange
	 */
	int completions() {
		return this.completions.get();
	}

	/**
	 * How an exchange ended.
	 *
	 * @param outcome the outcome
	 * @param attempts the number of attempts that count
	 * @param all all attempts
	 */
	record End(ExchangeOutcome outcome, int attempts, List<Attempt> all) {

	}

}
