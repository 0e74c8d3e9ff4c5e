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

import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;

/**
 * Whether an exchange may go on, when it has begun. One that no limit applies to may, and
 * nothing is kept for it.
 */
interface Admission {

	/**
	 * Lets everybody in.
	 */
	Admission FREE = new Admission() {
	};

	/**
	 * Returns what an exchange has to pass.
	 * @param exchange the exchange
	 * @param own the limit of its handler, or {@code null} for none
	 * @param gateway the limit of the gateway, or {@code null} for none
	 * @return what it has to pass
	 */
	static Admission of(ProxyExchange<?> exchange, @Nullable ExchangeLimit own, @Nullable ExchangeLimit gateway) {
		if (own == null) {
			return (gateway != null) ? new LimitedAdmission(exchange, gateway) : FREE;
		}
		// The gateway comes last: its places are not for those who only wait elsewhere.
		return (gateway != null) ? new LimitedAdmission(exchange, own, gateway) : new LimitedAdmission(exchange, own);
	}

	/**
	 * Refuses an exchange: it gets an error page, and nothing is sent to a peer.
	 * @param exchange the exchange
	 * @param scope what is limited
	 * @param reason why it is refused
	 */
	static void refuse(ProxyExchange<?> exchange, LimitScope scope, RefusalReason reason) {
		exchange.gateway().listener().refused(exchange, scope, reason);
		exchange.advance(
				exchange.engine().requestFailed(ProxyError.notSent(ErrorType.OVERLOADED, null), System.nanoTime()));
	}

	/**
	 * The exchange asks to go on: now, later, or in vain.
	 * @param exchange the exchange
	 * @param first its first step
	 */
	default void enter(ProxyExchange<?> exchange, Step first) {
		exchange.advance(first);
	}

	/**
	 * The exchange has failed: if it waits, it does so in vain.
	 */
	default void withdraw() {
	}

	/**
	 * The attempt under way is about to carry out a step.
	 * @param step the step
	 */
	default void progress(Step.Plain step) {
	}

	/**
	 * The exchange is over: whatever it has or waits for becomes free.
	 * @param outcome how it ended
	 */
	default void end(ExchangeOutcome outcome) {
	}

}
