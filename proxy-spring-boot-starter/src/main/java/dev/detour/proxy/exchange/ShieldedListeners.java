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

import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;

/**
 * Tells several listeners, and keeps what one of them throws from the exchange and from
 * the others.
 *
 * @since 0.1.0
 */
public final class ShieldedListeners implements ExchangeListener {

	private static final Logger logger = LoggerFactory.getLogger(ShieldedListeners.class);

	private final ExchangeListener[] listeners;

	/**
	 * Creates the listener.
	 * @param listeners told in this order
	 */
	public ShieldedListeners(List<ExchangeListener> listeners) {
		this.listeners = listeners.toArray(ExchangeListener[]::new);
	}

	@Override
	public void started(ExchangeView<?> exchange) {
		tell((listener) -> listener.started(exchange));
	}

	@Override
	public void refused(ExchangeView<?> exchange, LimitScope scope, RefusalReason reason) {
		tell((listener) -> listener.refused(exchange, scope, reason));
	}

	@Override
	public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
		tell((listener) -> listener.attemptStarted(exchange, attempt));
	}

	@Override
	public void sending(ExchangeView<?> exchange, Attempt attempt, UpstreamRequest request) {
		tell((listener) -> listener.sending(exchange, attempt, request));
	}

	@Override
	public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
		tell((listener) -> listener.attemptEnded(exchange, attempt));
	}

	@Override
	public void staleConnection(ExchangeView<?> exchange, ProxyError error) {
		tell((listener) -> listener.staleConnection(exchange, error));
	}

	@Override
	public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
		tell((listener) -> listener.decided(exchange, error, verdict));
	}

	@Override
	public void committed(ExchangeView<?> exchange, int status) {
		tell((listener) -> listener.committed(exchange, status));
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		tell((listener) -> listener.completed(exchange, outcome));
	}

	private void tell(Consumer<ExchangeListener> event) {
		for (ExchangeListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener {} failed", listener, ex);
			}
		}
	}

}
