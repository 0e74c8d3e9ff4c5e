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

package dev.detour.proxy.health;

import java.time.Duration;
import java.util.Objects;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.failure.ErrorSource;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.StatusSet;

/**
 * When a peer is ejected from its group for what its attempts show (Envoy: outlier
 * detection). An immutable value.
 *
 * @param consecutive the failures in a row that eject; the same number of failed
 * connections does
 * @param successRate the share of successes below which a peer is ejected
 * @param minSamples the attempts below which the share says nothing
 * @param window the time over which the share is measured
 * @param times how long a peer is ejected
 * @param maxEjected the largest share of a group that is ejected; its last peer never is
 * @param failures the statuses of responses that are failures of the peer
 * @since 0.1.0
 */
public record OutlierPolicy(int consecutive, double successRate, int minSamples, Duration window, EjectionTimes times,
		double maxEjected, StatusSet failures) {

	/**
	 * 5 in a row, or less than 80 % over 10 s with at least 10 attempts; at most half of
	 * a group. Failures are the statuses 500 and 502 to 504.
	 */
	public static final OutlierPolicy DEFAULT = new OutlierPolicy(5, 0.8, 10, Duration.ofSeconds(10),
			EjectionTimes.DEFAULT, 0.5, StatusSet.of(500, 502, 503, 504));

	private static final int TOO_MANY_REQUESTS = 429;

	/**
	 * Checks the parts.
	 * @param consecutive the failures in a row that eject
	 * @param successRate the share of successes below which a peer is ejected
	 * @param minSamples the attempts below which the share says nothing
	 * @param window the time over which the share is measured
	 * @param times how long a peer is ejected
	 * @param maxEjected the largest share of a group that is ejected
	 * @param failures the statuses that are failures
	 */
	public OutlierPolicy {
		if (consecutive < 1) {
			throw new IllegalArgumentException("'consecutive' must be positive, but was " + consecutive);
		}
		if (minSamples < 1) {
			throw new IllegalArgumentException("'minSamples' must be positive, but was " + minSamples);
		}
		requireShare("successRate", successRate);
		requireShare("maxEjected", maxEjected);
		if (window.isNegative() || window.isZero()) {
			throw new IllegalArgumentException("'window' must be positive, but was " + window);
		}
		Objects.requireNonNull(times, "'times' must not be null");
		Objects.requireNonNull(failures, "'failures' must not be null");
	}

	private static void requireShare(String name, double share) {
		if (!(share >= 0 && share <= 1)) {
			throw new IllegalArgumentException("'" + name + "' must be from 0 to 1, but was " + share);
		}
	}

	/**
	 * Returns how many peers of a group may be ejected at a time.
	 * @param size the number of peers
	 * @return the number, less than the size
	 */
	public int maxEjected(int size) {
		return (int) Math.max(0, Math.min(size - 1, Math.floor(this.maxEjected * size)));
	}

	/**
	 * Returns what an attempt says about its peer.
	 * @param attempt the attempt, ended
	 * @return what it says
	 */
	public Signal signal(Attempt attempt) {
		ProxyError error = attempt.error();
		if (error == null || error.type() == ErrorType.STATUS_REFUSED) {
			return ofStatus(attempt.status());
		}
		if (error.isStaleConnection() || error.source() != ErrorSource.UPSTREAM) {
			return Signal.NEUTRAL;
		}
		if (!attempt.isConnected()) {
			return Signal.CONNECT_FAILURE;
		}
		return error.delivery().mayHaveBeenProcessed() ? Signal.FAILURE : Signal.NEUTRAL;
	}

	private Signal ofStatus(int status) {
		if (this.failures.contains(status)) {
			return Signal.FAILURE;
		}
		// A peer that sheds load is not broken, but has not proved that it is back
		// either.
		// Without a response the attempt was dropped in favour of another.
		return (status == TOO_MANY_REQUESTS || status == 0) ? Signal.NEUTRAL : Signal.SUCCESS;
	}

}
