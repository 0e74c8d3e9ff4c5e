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

import io.micrometer.common.KeyValues;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.observation.ProxyObservationDocumentation.Keys;

/**
 * The default names for the observation of an exchange.
 *
 * @since 0.1.0
 */
public class DefaultProxyExchangeObservationConvention implements ProxyExchangeObservationConvention {

	static final String NONE = "none";

	@Override
	public String getName() {
		return "proxy.exchange";
	}

	@Override
	public String getContextualName(ProxyExchangeContext context) {
		return Methods.name(context.exchange().request()) + " " + context.exchange().handler();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ProxyExchangeContext context) {
		ExchangeOutcome outcome = context.outcome();
		ProxyError error = (outcome != null) ? outcome.error() : null;
		return KeyValues.of(Keys.ERROR.withValue((error != null) ? error.type().id() : NONE),
				Keys.HANDLER.withValue(context.exchange().handler()),
				Keys.METHOD.withValue(Methods.name(context.exchange().request())),
				Keys.OUTCOME.withValue((outcome != null) ? outcome.result().id() : NONE),
				Keys.STATUS.withValue((outcome != null) ? Integer.toString(outcome.status()) : NONE),
				Keys.VETO.withValue(veto(context)));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ProxyExchangeContext context) {
		return KeyValues.of(Keys.ATTEMPTS.withValue(Integer.toString(context.exchange().attempts().count())),
				Keys.PATH.withValue(context.exchange().request().path()));
	}

	private static String veto(ProxyExchangeContext context) {
		Attempt last = context.exchange().attempts().current();
		VetoReason reason = (last != null && last.verdict() != null) ? last.verdict().veto() : null;
		return (reason != null) ? reason.id() : NONE;
	}

}
