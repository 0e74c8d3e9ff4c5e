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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.detour.proxy.exchange.ReplayMemory;

/**
 * Measures the memory that copies of request content take.
 *
 * @since 0.1.0
 */
public final class ReplayMemoryMetrics implements MeterBinder {

	private final ReplayMemory memory;

	/**
	 * Creates the binder.
	 * @param memory the memory
	 */
	public ReplayMemoryMetrics(ReplayMemory memory) {
		this.memory = memory;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		new Meters(registry).gauge(ProxyMeters.REPLAY_MEMORY, this.memory, ReplayMemory::used);
	}

}
