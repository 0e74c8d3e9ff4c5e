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

package dev.detour.proxy.adaptive;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import com.netflix.concurrency.limits.Limit;

import dev.detour.proxy.overload.Bound;

/**
 * A bound that an algorithm of Netflix finds. The library takes a lock for every sample,
 * so there must be only one thread at a time, or an event loop would wait for another. A
 * sample that comes while another is looked at is left out: there is always a next one.
 */
final class AdaptiveBound implements Bound {

	private final Limit limit;

	private final LongSupplier usualNanos;

	private final AtomicBoolean busy = new AtomicBoolean();

	/**
	 * Creates a bound.
	 * @param limit the algorithm
	 * @param usualNanos the time below which a sign of overload says nothing to it; asked
	 * by one thread at a time
	 */
	AdaptiveBound(Limit limit, LongSupplier usualNanos) {
		this.limit = limit;
		this.usualNanos = usualNanos;
	}

	@Override
	public int get() {
		return this.limit.getLimit();
	}

	@Override
	public void answered(long startedAt, long nanos, int active) {
		if (this.busy.compareAndSet(false, true)) {
			try {
				this.limit.onSample(startedAt, nanos, active, false);
			}
			finally {
				this.busy.set(false);
			}
		}
	}

	@Override
	public void overloaded(long startedAt, long nanos, int active) {
		if (this.busy.compareAndSet(false, true)) {
			try {
				if (nanos >= this.usualNanos.getAsLong()) {
					this.limit.onSample(startedAt, nanos, active, true);
				}
			}
			finally {
				this.busy.set(false);
			}
		}
	}

}
