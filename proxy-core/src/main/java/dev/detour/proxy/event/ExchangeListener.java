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

package dev.detour.proxy.event;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;

/**
 * Told what happens in exchanges. Called on the event loop of the exchange, in the middle
 * of its work, so it must neither block nor throw. Who hands a listener of unknown origin
 * to an engine has to shield the engine from what it throws.
 *
 * @since 0.1.0
 */
public interface ExchangeListener {

	/**
	 * The exchange begins. There is no context yet.
	 * @param exchange the exchange
	 */
	default void started(ExchangeView<?> exchange) {
	}

	/**
	 * The exchange is refused since there are too many. It fails with
	 * {@link dev.detour.proxy.failure.ErrorType#OVERLOADED}, and nothing is sent to a
	 * peer.
	 * @param exchange the exchange
	 * @param scope what is limited
	 * @param reason why it was refused
	 */
	default void refused(ExchangeView<?> exchange, LimitScope scope, RefusalReason reason) {
	}

	/**
	 * An attempt begins. If it is a {@linkplain Attempt#hedge() hedge}, another one goes
	 * on meanwhile.
	 * @param exchange the exchange
	 * @param attempt the attempt
	 */
	default void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
	}

	/**
	 * The head of an attempt is about to be sent. Called after the hooks, with the last
	 * word on the header fields.
	 * @param exchange the exchange
	 * @param attempt the attempt
	 * @param request the head, whose fields may be changed
	 */
	default void sending(ExchangeView<?> exchange, Attempt attempt, UpstreamRequest request) {
	}

	/**
	 * An attempt is over: it failed, was given up in favour of another, or its response
	 * was passed on.
	 * @param exchange the exchange
	 * @param attempt the attempt, with its error if it failed
	 */
	default void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
	}

	/**
	 * A pooled connection was stale and the attempt is repeated on a new one.
	 * @param exchange the exchange
	 * @param error the error of the stale connection
	 */
	default void staleConnection(ExchangeView<?> exchange, ProxyError error) {
	}

	/**
	 * A decision about a failed attempt was granted or refused.
	 * @param exchange the exchange
	 * @param error the failure
	 * @param verdict what was asked for, and what came of it
	 */
	default void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
	}

	/**
	 * An attempt was slow, and no other was started beside it.
	 * @param exchange the exchange
	 * @param reason why not
	 */
	default void hedgeRefused(ExchangeView<?> exchange, VetoReason reason) {
	}

	/**
	 * Something stands in for the peers that were to answer. A group is told about when
	 * its first attempt is about to begin.
	 * @param exchange the exchange
	 * @param fallback what it is
	 */
	default void fellBack(ExchangeView<?> exchange, Fallback fallback) {
	}

	/**
	 * The response head of a peer goes downstream.
	 * @param exchange the exchange
	 * @param status the status
	 */
	default void committed(ExchangeView<?> exchange, int status) {
	}

	/**
	 * The exchange is over.
	 * @param exchange the exchange
	 * @param outcome how it ended
	 */
	default void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
	}

}
