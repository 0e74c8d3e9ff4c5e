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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.source.LookupResult;
import dev.detour.proxy.source.SourceListener;
import dev.detour.proxy.source.SourceSettings;
import dev.detour.proxy.source.SourceStatus;

/**
 * Measures sources of groups: what came of look-ups, and how old the members are.
 *
 * @since 0.1.0
 */
public final class SourceMetrics implements SourceListener {

	private final Meters meters;

	private final LongSupplier clock;

	/** By group, when it was last found, or else when its source started. */
	private final Map<String, Long> found = new ConcurrentHashMap<>();

	/**
	 * Creates the listener.
	 * @param registry where to measure
	 * @param clock the time in nanoseconds of a monotonic clock
	 */
	public SourceMetrics(MeterRegistry registry, LongSupplier clock) {
		this.meters = new Meters(registry);
		this.clock = clock;
	}

	@Override
	public void sourceStarted(String group, SourceSettings source) {
		this.found.put(group, this.clock.getAsLong());
		this.meters.gauge(ProxyMeters.GROUP_LOOKUP_AGE, this.found, (found) -> age(found.get(group)), group);
	}

	private double age(@Nullable Long found) {
		return (found != null) ? (this.clock.getAsLong() - found) / (double) TimeUnit.SECONDS.toNanos(1) : Double.NaN;
	}

	@Override
	public void lookedUp(String group, SourceSettings source, LookupResult result, SourceStatus before) {
		this.meters.counter(ProxyMeters.GROUP_LOOKUPS, group, result.id()).increment();
		if (result instanceof LookupResult.Found) {
			this.found.replace(group, this.clock.getAsLong());
		}
	}

	@Override
	public void sourceStopped(String group, SourceSettings source) {
		this.found.remove(group);
	}

}
