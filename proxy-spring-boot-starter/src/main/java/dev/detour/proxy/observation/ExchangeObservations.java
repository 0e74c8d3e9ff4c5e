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

package dev.detour.proxy.observation;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.Event;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.UpstreamRequest;

/**
 * Observes every exchange, and every attempt as its child. The exchange continues the
 * trace of the client, or is a child of the server's observation if there is one; each
 * attempt is what its peer continues. If nobody handles observations, nothing is done.
 *
 * @since 0.1.0
 */
public final class ExchangeObservations implements ExchangeListener {

	/**
	 * The attribute of an exchange that has the observation of the server, if there is
	 * one. It is also the key under which that is in Reactor's context.
	 */
	static final String PARENT = "micrometer.observation";

	private static final ProxyExchangeObservationConvention EXCHANGE = new DefaultProxyExchangeObservationConvention();

	private static final ProxyAttemptObservationConvention ATTEMPT = new DefaultProxyAttemptObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ProxyExchangeObservationConvention exchangeConvention;

	private final @Nullable ProxyAttemptObservationConvention attemptConvention;

	/**
	 * Creates the listener.
	 * @param registry has the handlers
	 * @param exchangeConvention names observations of exchanges, {@code null} for the
	 * default
	 * @param attemptConvention names observations of attempts, {@code null} for the
	 * default
	 */
	public ExchangeObservations(ObservationRegistry registry,
			@Nullable ProxyExchangeObservationConvention exchangeConvention,
			@Nullable ProxyAttemptObservationConvention attemptConvention) {
		this.registry = registry;
		this.exchangeConvention = exchangeConvention;
		this.attemptConvention = attemptConvention;
	}

	/**
	 * Returns the context of the observation of an exchange.
	 * @param exchange the exchange
	 * @return the context, or {@code null} if the exchange is not observed
	 */
	static @Nullable ProxyExchangeContext contextOf(ExchangeView<?> exchange) {
		Observed observed = observed(exchange);
		return (observed != null) ? observed.context : null;
	}

	private static @Nullable Observed observed(ExchangeView<?> exchange) {
		return (Observed) exchange.attribute(Observed.class);
	}

	@Override
	public void started(ExchangeView<?> exchange) {
		if (this.registry.isNoop()) {
			return;
		}
		Object parent = exchange.attribute(PARENT);
		ProxyExchangeContext context = new ProxyExchangeContext(exchange, parent == null);
		Observation observation = Observation.createNotStarted(this.exchangeConvention, EXCHANGE, () -> context,
				this.registry);
		if (observation.isNoop()) {
			return;
		}
		if (parent instanceof Observation server) {
			// The carrier has nothing to continue, so what is current counts.
			observation.parentObservation(server);
			try (Observation.Scope scope = server.openScope()) {
				observation.start();
			}
		}
		else {
			observation.start();
		}
		exchange.attributes().put(Observed.class, new Observed(context, observation));
	}

	@Override
	public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
		Observed observed = this.registry.isNoop() ? null : observed(exchange);
		if (observed != null) {
			ProxyAttemptContext context = new ProxyAttemptContext(exchange, attempt);
			Observation observation = Observation
				.createNotStarted(this.attemptConvention, ATTEMPT, () -> context, this.registry)
				.parentObservation(observed.exchange)
				.start();
			observed.attempts.add(new ObservedAttempt(attempt.number(), context, observation));
		}
	}

	@Override
	public void sending(ExchangeView<?> exchange, Attempt attempt, UpstreamRequest request) {
		Observed observed = this.registry.isNoop() ? null : observed(exchange);
		ObservedAttempt sent = (observed != null) ? observed.find(attempt) : null;
		if (sent != null && sent.context.getCarrier() != null) {
			sent.context.getCarrier().forEach(request.headers()::set);
		}
	}

	@Override
	public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
		Observed observed = this.registry.isNoop() ? null : observed(exchange);
		ObservedAttempt ended = (observed != null) ? observed.find(attempt) : null;
		if (observed != null && ended != null) {
			observed.attempts.remove(ended);
			ended.context.update(attempt);
			ProxyError error = attempt.error();
			stop(ended.observation, (error != null && error.type() == ErrorType.HEDGE_LOST) ? null : error);
		}
	}

	@Override
	public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
		Observed observed = this.registry.isNoop() ? null : observed(exchange);
		if (observed != null) {
			String refused = (verdict.veto() != null) ? ", refused: " + verdict.veto().id() : "";
			observed.exchange.event(Event.of("proxy.verdict", error.type().id() + " (" + error.delivery().id()
					+ "), decision: " + verdict.decision().id() + refused));
		}
	}

	@Override
	public void hedgeRefused(ExchangeView<?> exchange, VetoReason reason) {
		Observed observed = this.registry.isNoop() ? null : observed(exchange);
		if (observed != null) {
			observed.exchange.event(Event.of("proxy.hedge", "refused: " + reason.id()));
		}
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		Observed observed = this.registry.isNoop() ? null : observed(exchange);
		if (observed != null) {
			observed.context.setResponse(outcome);
			boolean failed = outcome.result() == Result.FAILED || outcome.result() == Result.ABORTED;
			stop(observed.exchange, failed ? outcome.error() : null);
		}
	}

	private static void stop(Observation observation, @Nullable ProxyError error) {
		if (error != null) {
			observation.error(new ObservedFailure(error));
		}
		observation.stop();
	}

	/**
	 * The observations of one exchange.
	 */
	private static final class Observed {

		private final ProxyExchangeContext context;

		private final Observation exchange;

		private final List<ObservedAttempt> attempts = new ArrayList<>(1);

		Observed(ProxyExchangeContext context, Observation exchange) {
			this.context = context;
			this.exchange = exchange;
		}

		@Nullable ObservedAttempt find(Attempt attempt) {
			for (ObservedAttempt each : this.attempts) {
				if (each.number == attempt.number()) {
					return each;
				}
			}
			return null;
		}

	}

	private record ObservedAttempt(int number, ProxyAttemptContext context, Observation observation) {

	}

}
