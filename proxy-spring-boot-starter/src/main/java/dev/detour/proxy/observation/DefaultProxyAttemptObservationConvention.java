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
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.observation.ProxyObservationDocumentation.Keys;

/**
 * The default names for the observation of an attempt.
 *
 * @since 0.1.0
 */
public class DefaultProxyAttemptObservationConvention implements ProxyAttemptObservationConvention {

	private static final String NONE = DefaultProxyExchangeObservationConvention.NONE;

	@Override
	public String getName() {
		return "proxy.attempt";
	}

	@Override
	public String getContextualName(ProxyAttemptContext context) {
		return Methods.name(context.exchange().request()) + " attempt " + (context.resendCount() + 1);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ProxyAttemptContext context) {
		Attempt attempt = context.attempt();
		ProxyError error = attempt.error();
		return KeyValues.of(Keys.DELIVERY.withValue((error != null) ? error.delivery().id() : NONE),
				Keys.ERROR.withValue((error != null) ? error.type().id() : NONE),
				Keys.HANDLER.withValue(context.exchange().handler()),
				Keys.HEDGE.withValue(Boolean.toString(attempt.hedge())),
				Keys.METHOD.withValue(Methods.name(context.exchange().request())),
				Keys.PEER.withValue(attempt.peer().address().toString()),
				Keys.RESEND_COUNT.withValue(Integer.toString(context.resendCount())),
				Keys.STALE_TRY.withValue(Boolean.toString(attempt.staleTry())),
				Keys.STATUS.withValue((attempt.status() != 0) ? Integer.toString(attempt.status()) : NONE));
	}

}
