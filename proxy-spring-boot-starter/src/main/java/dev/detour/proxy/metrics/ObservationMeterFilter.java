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

import java.util.Set;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;

/**
 * Keeps observations of the gateway from becoming meters: {@link ExchangeMetrics} has
 * measured all of it already.
 *
 * @since 0.1.0
 */
public final class ObservationMeterFilter implements MeterFilter {

	private static final Set<String> OBSERVATIONS = Set.of("proxy.exchange", "proxy.exchange.active", "proxy.attempt",
			"proxy.attempt.active", "proxy.exchange.proxy.verdict");

	@Override
	public MeterFilterReply accept(Meter.Id id) {
		return OBSERVATIONS.contains(id.getName()) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
	}

}
