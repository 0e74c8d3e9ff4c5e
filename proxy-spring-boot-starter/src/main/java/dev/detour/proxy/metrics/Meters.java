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

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;

/**
 * Registers the {@link ProxyMeters}, each with exactly the tags that it has.
 */
final class Meters {

	private final MeterRegistry registry;

	Meters(MeterRegistry registry) {
		this.registry = registry;
	}

	Timer timer(ProxyMeters meter, String... values) {
		return Timer.builder(meter.meter())
			.description(meter.description())
			.tags(tags(meter, values))
			.register(this.registry);
	}

	Counter counter(ProxyMeters meter, String... values) {
		return Counter.builder(meter.meter())
			.description(meter.description())
			.tags(tags(meter, values))
			.register(this.registry);
	}

	<T> void gauge(ProxyMeters meter, T source, ToDoubleFunction<T> value, String... values) {
		Gauge.builder(meter.meter(), source, value)
			.description(meter.description())
			.tags(tags(meter, values))
			.strongReference(true)
			.register(this.registry);
	}

	private static List<Tag> tags(ProxyMeters meter, String... values) {
		if (values.length != meter.tags().size()) {
			throw new IllegalArgumentException("'" + meter.meter() + "' has the tags " + meter.tags());
		}
		List<Tag> tags = new ArrayList<>(values.length);
		for (int i = 0; i < values.length; i++) {
			tags.add(Tag.of(meter.tags().get(i), values[i]));
		}
		return tags;
	}

}
