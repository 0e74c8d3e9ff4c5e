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

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.event.MirrorListener;
import dev.detour.proxy.event.MirrorView;
import dev.detour.proxy.exchange.Mirrors;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.policy.MirrorDrop;

/**
 * Measures mirrored requests.
 *
 * @since 0.1.0
 */
public final class MirrorMetrics implements MirrorListener {

	private final Meters meters;

	private final Map<Ended, Timer> ended = new ConcurrentHashMap<>();

	private final Map<Dropped, Counter> dropped = new ConcurrentHashMap<>();

	/**
	 * Creates the listener.
	 * @param registry has the meters
	 */
	public MirrorMetrics(MeterRegistry registry) {
		this.meters = new Meters(registry);
	}

	/**
	 * Returns a binder of what mirrored requests take now.
	 * @param mirrors the mirrored requests
	 * @return the binder
	 */
	public static MeterBinder gauges(Mirrors mirrors) {
		return (registry) -> {
			Meters meters = new Meters(registry);
			meters.gauge(ProxyMeters.MIRRORED_ACTIVE, mirrors, Mirrors::active);
			meters.gauge(ProxyMeters.MIRRORED_MEMORY, mirrors, Mirrors::used);
		};
	}

	@Override
	public void ended(MirrorView mirror, Attempt attempt) {
		ProxyError error = attempt.error();
		Ended key = new Ended(mirror.handler(), mirror.group(), AttemptOutcome.of(error).id(),
				(error != null) ? error.type().id() : ProxyMeters.NONE,
				StatusClass.name(StatusClass.of(attempt.status())));
		this.ended
			.computeIfAbsent(key,
					(absent) -> this.meters.timer(ProxyMeters.MIRRORED, key.handler(), key.group(), key.outcome(),
							key.error(), key.status()))
			.record(attempt.duration().toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void dropped(MirrorView mirror, MirrorDrop reason) {
		this.dropped
			.computeIfAbsent(new Dropped(mirror.handler(), mirror.group(), reason),
					(key) -> this.meters.counter(ProxyMeters.MIRRORED_DROPPED, key.handler(), key.group(),
							key.reason().id()))
			.increment();
	}

	private record Dropped(String handler, String group, MirrorDrop reason) {

	}

	private record Ended(String handler, String group, String outcome, String error, String status) {

	}

}
