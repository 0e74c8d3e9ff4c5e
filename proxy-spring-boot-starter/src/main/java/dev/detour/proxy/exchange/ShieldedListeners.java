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

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;

/**
 * Tells several listeners, and keeps what one of them throws from the exchange and from
 * the others. Who has nothing to do for an event is not told of it.
 *
 * @since 0.1.0
 */
public final class ShieldedListeners implements ExchangeListener {

	private static final Logger logger = LoggerFactory.getLogger(ShieldedListeners.class);

	private final ExchangeListener[] started;

	private final ExchangeListener[] attemptStarted;

	private final ExchangeListener[] sending;

	private final ExchangeListener[] attemptEnded;

	private final ExchangeListener[] staleConnection;

	private final ExchangeListener[] decided;

	private final ExchangeListener[] hedgeRefused;

	private final ExchangeListener[] fellBack;

	private final ExchangeListener[] committed;

	private final ExchangeListener[] refused;

	private final ExchangeListener[] completed;

	/**
	 * Creates the listener.
	 * @param listeners told in this order
	 */
	public ShieldedListeners(List<ExchangeListener> listeners) {
		this.started = those(listeners, "started");
		this.attemptStarted = those(listeners, "attemptStarted");
		this.sending = those(listeners, "sending");
		this.attemptEnded = those(listeners, "attemptEnded");
		this.staleConnection = those(listeners, "staleConnection");
		this.decided = those(listeners, "decided");
		this.hedgeRefused = those(listeners, "hedgeRefused");
		this.fellBack = those(listeners, "fellBack");
		this.committed = those(listeners, "committed");
		this.refused = those(listeners, "refused");
		this.completed = those(listeners, "completed");
	}

	private static ExchangeListener[] those(List<ExchangeListener> listeners, String event) {
		return listeners.stream().filter((listener) -> isToldOf(listener, event)).toArray(ExchangeListener[]::new);
	}

	private static boolean isToldOf(ExchangeListener listener, String event) {
		// One that shows no methods, as in a native image, is told of everything.
		List<Class<?>> declaring = Arrays.stream(listener.getClass().getMethods())
			.filter((method) -> method.getName().equals(event))
			.<Class<?>>map(Method::getDeclaringClass)
			.toList();
		return declaring.isEmpty() || declaring.stream().anyMatch((type) -> type != ExchangeListener.class);
	}

	@Override
	public void started(ExchangeView<?> exchange) {
		tell(this.started, (listener) -> listener.started(exchange));
	}

	@Override
	public void refused(ExchangeView<?> exchange, LimitScope scope, RefusalReason reason) {
		tell(this.refused, (listener) -> listener.refused(exchange, scope, reason));
	}

	@Override
	public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
		tell(this.attemptStarted, (listener) -> listener.attemptStarted(exchange, attempt));
	}

	@Override
	public void sending(ExchangeView<?> exchange, Attempt attempt, UpstreamRequest request) {
		tell(this.sending, (listener) -> listener.sending(exchange, attempt, request));
	}

	@Override
	public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
		tell(this.attemptEnded, (listener) -> listener.attemptEnded(exchange, attempt));
	}

	@Override
	public void staleConnection(ExchangeView<?> exchange, ProxyError error) {
		tell(this.staleConnection, (listener) -> listener.staleConnection(exchange, error));
	}

	@Override
	public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
		tell(this.decided, (listener) -> listener.decided(exchange, error, verdict));
	}

	@Override
	public void hedgeRefused(ExchangeView<?> exchange, VetoReason reason) {
		tell(this.hedgeRefused, (listener) -> listener.hedgeRefused(exchange, reason));
	}

	@Override
	public void fellBack(ExchangeView<?> exchange, Fallback fallback) {
		tell(this.fellBack, (listener) -> listener.fellBack(exchange, fallback));
	}

	@Override
	public void committed(ExchangeView<?> exchange, int status) {
		tell(this.committed, (listener) -> listener.committed(exchange, status));
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		tell(this.completed, (listener) -> listener.completed(exchange, outcome));
	}

	private static void tell(ExchangeListener[] listeners, Consumer<ExchangeListener> event) {
		for (ExchangeListener listener : listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener {} failed", listener, ex);
			}
		}
	}

}
