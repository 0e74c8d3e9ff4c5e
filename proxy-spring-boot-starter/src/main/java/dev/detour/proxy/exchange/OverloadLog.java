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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;

/**
 * Warns that exchanges are refused since there are too many: the first time, and then not
 * more often than every ten seconds, with how many there were. A line for each would be a
 * load of its own.
 *
 * @since 0.1.0
 */
public final class OverloadLog implements ExchangeListener {

	private static final Logger logger = LoggerFactory.getLogger("dev.detour.proxy.exchange");

	private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

	private final LongSupplier clock;

	private final LongAdder refused = new LongAdder();

	private final AtomicLong quietUntil;

	/**
	 * Creates the listener.
	 * @param clock the time in nanoseconds of a monotonic clock
	 */
	public OverloadLog(LongSupplier clock) {
		this.clock = clock;
		this.quietUntil = new AtomicLong(clock.getAsLong());
	}

	@Override
	public void refused(ExchangeView<?> exchange, LimitScope scope, RefusalReason reason) {
		this.refused.increment();
		long now = this.clock.getAsLong();
		long quietUntil = this.quietUntil.get();
		if (now - quietUntil >= 0 && this.quietUntil.compareAndSet(quietUntil, now + PAUSE_NANOS)) {
			logger.warn("Overload: {} exchange(s) refused since the last such line; the latest is {} of '{}': {} ({})",
					this.refused.sumThenReset(), exchange.request(), exchange.handler(), reason.id(), scope.id());
		}
	}

}
