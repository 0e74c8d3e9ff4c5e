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

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.MeterRegistry;

import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.overload.LimitScope;

/**
 * Measures limits of exchanges: how many there may be, are, and wait. Everything is
 * looked up when it is asked for.
 *
 * @since 0.1.0
 */
public final class OverloadMetrics {

	private final Meters meters;

	private final Map<Key, ExchangeLimit> limits = new ConcurrentHashMap<>();

	/**
	 * Creates the meters.
	 * @param registry where to measure
	 */
	public OverloadMetrics(MeterRegistry registry) {
		this.meters = new Meters(registry);
	}

	/**
	 * Measures limits. One that takes the place of another of the same name is measured
	 * instead of that.
	 * @param limits the limits
	 */
	public void use(Collection<ExchangeLimit> limits) {
		for (ExchangeLimit limit : limits) {
			Key key = Key.of(limit);
			if (this.limits.put(key, limit) == null) {
				gauge(ProxyMeters.OVERLOAD_LIMIT, key, ExchangeLimit::max);
				gauge(ProxyMeters.OVERLOAD_ACTIVE, key, ExchangeLimit::active);
				gauge(ProxyMeters.OVERLOAD_QUEUED, key, ExchangeLimit::queued);
			}
		}
	}

	private void gauge(ProxyMeters meter, Key key, ToIntFunction<ExchangeLimit> value) {
		this.meters.gauge(meter, this.limits, (limits) -> {
			ExchangeLimit limit = limits.get(key);
			return (limit != null) ? value.applyAsInt(limit) : Double.NaN;
		}, key.handler(), key.scope().id());
	}

	/**
	 * What tells a limit from others.
	 *
	 * @param scope what is limited
	 * @param handler whose exchanges
	 */
	private record Key(LimitScope scope, String handler) {

		static Key of(ExchangeLimit limit) {
			return new Key(limit.scope(), (limit.scope() == LimitScope.GATEWAY) ? ProxyMeters.NONE : limit.name());
		}

	}

}
