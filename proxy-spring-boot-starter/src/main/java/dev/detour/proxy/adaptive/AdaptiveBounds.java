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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;

import dev.detour.proxy.overload.Bound;
import dev.detour.proxy.overload.LimitSettings.Adaptive;
import dev.detour.proxy.overload.LimitSettings.Bounds;

/**
 * Makes bounds that find themselves from the algorithms of Netflix.
 *
 * @since 0.1.0
 */
public final class AdaptiveBounds implements Bounds {

	/**
	 * AIMD takes an answer that comes later for a sign of overload. What is too late is
	 * said by the time limits of exchanges and peers already.
	 */
	private static final Duration NEVER = Duration.ofDays(365);

	@Override
	public Bound adaptive(Adaptive settings, int max) {
		return switch (settings.algorithm()) {
			case GRADIENT -> gradient(settings, max);
			case AIMD -> new AdaptiveBound(AIMDLimit.newBuilder()
				.initialLimit(settings.initial())
				.minLimit(settings.min())
				.maxLimit(max)
				.timeout(NEVER.toNanos(), TimeUnit.NANOSECONDS)
				.build(), () -> 0);
		};
	}

	private static Bound gradient(Adaptive settings, int max) {
		Gradient2Limit limit = Gradient2Limit.newBuilder()
			.initialLimit(settings.initial())
			.minLimit(settings.min())
			.maxConcurrency(max)
			.build();
		// It looks at nothing but time. A peer that refuses at once must not look fast.
		return new AdaptiveBound(limit, () -> limit.getRttNoLoad(TimeUnit.NANOSECONDS));
	}

}
