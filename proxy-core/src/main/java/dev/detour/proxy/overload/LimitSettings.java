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

package dev.detour.proxy.overload;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a limit is to be like. An immutable value.
 *
 * @param max the most exchanges at the same time
 * @param adaptive how the limit finds itself below that, or {@code null} if it does not
 * @param maxQueued how many more may wait, possibly none
 * @param queueTimeout how long each may wait
 * @since 0.1.0
 */
public record LimitSettings(int max, @Nullable Adaptive adaptive, int maxQueued, Duration queueTimeout) {

	/**
	 * Makes a limit.
	 * @param scope what is limited
	 * @param name whose exchanges are limited
	 * @param bounds makes what finds itself; not used without {@link #adaptive()}
	 * @return a new limit
	 */
	public ExchangeLimit limit(LimitScope scope, String name, Bounds bounds) {
		Bound bound = (this.adaptive != null) ? bounds.adaptive(this.adaptive, this.max) : Bound.fixed(this.max);
		return new ExchangeLimit(scope, name, bound, this.maxQueued, this.queueTimeout);
	}

	/**
	 * How a limit finds itself.
	 *
	 * @param algorithm what it looks at
	 * @param min the least that it may become
	 * @param initial what it is at first
	 */
	public record Adaptive(Algorithm algorithm, int min, int initial) {

		/**
		 * Checks the numbers.
		 * @param algorithm what it looks at
		 * @param min the least that it may become
		 * @param initial what it is at first
		 */
		public Adaptive {
			Objects.requireNonNull(algorithm, "'algorithm' must not be null");
			if (min < 1 || initial < min) {
				throw new IllegalArgumentException(
						"'min' must be positive and at most 'initial', but they were " + min + " and " + initial);
			}
		}

	}

	/**
	 * What a limit that finds itself looks at.
	 */
	public enum Algorithm {

		/**
		 * Answers that take longer than they used to.
		 */
		GRADIENT,

		/**
		 * Overload alone: one more while all is well, a tenth less when it is not.
		 */
		AIMD

	}

	/**
	 * Makes bounds that find themselves.
	 */
	@FunctionalInterface
	public interface Bounds {

		/**
		 * Makes a bound.
		 * @param settings how it finds itself
		 * @param max the most that it may become
		 * @return a new bound
		 */
		Bound adaptive(Adaptive settings, int max);

	}

}
