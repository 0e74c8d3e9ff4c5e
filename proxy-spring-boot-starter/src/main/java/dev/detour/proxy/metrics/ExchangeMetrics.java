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

package dev.detour.proxy.metrics;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;

/**
 * Measures exchanges and their attempts. Meters are looked up once and then kept, and are
 * made for what happens: an exchange costs a few map look-ups and additions that threads
 * do not contend for.
 *
 * @since 0.1.0
 */
public final class ExchangeMetrics implements ExchangeListener {

	private static final int MAX_HANDLERS = 200;

	private final CappedMap<String, HandlerMeters> handlers;

	/**
	 * Creates the listener.
	 * @param registry has the meters
	 * @param maxPeers the number of peers that have meters of their own, for each handler
	 */
	public ExchangeMetrics(MeterRegistry registry, int maxPeers) {
		Meters meters = new Meters(registry);
		this.handlers = new CappedMap<>(MAX_HANDLERS, (name) -> name,
				(name) -> new HandlerMeters(meters, name, maxPeers));
	}

	@Override
	public void started(ExchangeView<?> exchange) {
		handler(exchange).active().increment();
	}

	@Override
	public void refused(ExchangeView<?> exchange, LimitScope scope, RefusalReason reason) {
		handler(exchange).refused(scope, reason);
	}

	@Override
	public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
		if (attempt.number() == 1 && !attempt.staleTry()) {
			return;
		}
		HandlerMeters handler = handler(exchange);
		if (attempt.staleTry()) {
			handler.peer(attempt.peer()).staleTry();
			return;
		}
		if (!attempt.hedge()) {
			retried(handler, exchange.attempts().all());
		}
	}

	private static void retried(HandlerMeters handler, List<Attempt> attempts) {
		// Usually the one before; with hedges, one of the two before.
		for (int i = attempts.size() - 2; i >= 0; i--) {
			Attempt failed = attempts.get(i);
			ProxyError error = failed.error();
			if (error != null && failed.verdict() != null && failed.verdict().decision() instanceof Retry retry) {
				handler.retried(failed, error, retry);
				return;
			}
		}
	}

	@Override
	public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
		HandlerMeters handler = handler(exchange);
		handler.peer(attempt.peer()).ended(attempt);
		if (attempt.hedge() && !attempt.staleTry()) {
			handler.hedged(AttemptOutcome.of(attempt.error()));
		}
	}

	@Override
	public void hedgeRefused(ExchangeView<?> exchange, VetoReason reason) {
		handler(exchange).hedgeRefused(reason);
	}

	@Override
	public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
		Attempt attempt = exchange.attempts().current();
		if (verdict.veto() != null && attempt != null) {
			handler(exchange).refused(attempt, error, verdict.veto());
		}
	}

	@Override
	public void fellBack(ExchangeView<?> exchange, Fallback fallback) {
		handler(exchange).fellBack(fallback);
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		HandlerMeters handler = handler(exchange);
		handler.active().decrement();
		handler.exchange(outcome).record(System.nanoTime() - exchange.startedAt(), TimeUnit.NANOSECONDS);
		handler.bytes(exchange.bytesReceived(), exchange.bytesSent());
	}

	private HandlerMeters handler(ExchangeView<?> exchange) {
		return this.handlers.get(exchange.handler());
	}

}
