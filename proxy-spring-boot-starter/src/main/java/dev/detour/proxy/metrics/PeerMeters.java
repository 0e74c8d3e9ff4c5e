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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;

/**
 * The meters of one peer of a handler.
 */
final class PeerMeters {

	/**
	 * The success, then every error, and every error of a stale connection.
	 */
	private static final int RESULTS = 1 + 2 * ErrorType.values().length;

	private final Meters meters;

	private final String handler;

	private final String peer;

	private final AtomicReferenceArray<Timer> attempts = new AtomicReferenceArray<>(RESULTS * StatusClass.COUNT);

	private volatile @Nullable Timer firstByte;

	PeerMeters(Meters meters, String handler, String peer) {
		this.meters = meters;
		this.handler = handler;
		this.peer = peer;
	}

	void staleTry() {
		this.meters.counter(ProxyMeters.STALE_TRIES, this.handler, this.peer).increment();
	}

	void ended(Attempt attempt) {
		attempt(attempt).record(attempt.endedAt() - attempt.startedAt(), TimeUnit.NANOSECONDS);
		if (attempt.respondedAt() != 0) {
			Timer firstByte = this.firstByte;
			if (firstByte == null) {
				firstByte = this.meters.timer(ProxyMeters.FIRST_BYTE, this.handler, this.peer);
				this.firstByte = firstByte;
			}
			firstByte.record(attempt.respondedAt() - attempt.startedAt(), TimeUnit.NANOSECONDS);
		}
	}

	private Timer attempt(Attempt attempt) {
		int status = StatusClass.of(attempt.status());
		int index = result(attempt.error()) * StatusClass.COUNT + status;
		Timer timer = this.attempts.get(index);
		if (timer == null) {
			ProxyError error = attempt.error();
			timer = this.meters.timer(ProxyMeters.ATTEMPTS, this.handler, this.peer, AttemptOutcome.of(error).id(),
					(error != null) ? error.type().id() : ProxyMeters.NONE, StatusClass.name(status));
			this.attempts.set(index, timer);
		}
		return timer;
	}

	private static int result(@Nullable ProxyError error) {
		if (error == null) {
			return 0;
		}
		return 1 + error.type().ordinal() + (error.isStaleConnection() ? ErrorType.values().length : 0);
	}

}
