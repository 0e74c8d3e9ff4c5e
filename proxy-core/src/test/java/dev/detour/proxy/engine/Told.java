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

package dev.detour.proxy.engine;

import java.util.ArrayList;
import java.util.List;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;

/**
 * One thing that a listener was told.
 */
sealed interface Told {

	/**
	 * An attempt began.
	 */
	record Started(Attempt attempt) implements Told {

	}

	/**
	 * An attempt ended.
	 */
	record Ended(Attempt attempt) implements Told {

	}

	/**
	 * A connection was stale.
	 */
	record Stale(ProxyError error) implements Told {

	}

	/**
	 * There was a verdict.
	 */
	record Decided(ProxyError error, Verdict verdict) implements Told {

	}

	/**
	 * A hedge was refused.
	 */
	record HedgeRefused(VetoReason reason) implements Told {

	}

	/**
	 * The response head went downstream.
	 */
	record Committed(int status) implements Told {

	}

	/**
	 * The exchange ended.
	 */
	record Completed(ExchangeOutcome outcome) implements Told {

	}

	/**
	 * Writes down what it is told.
	 */
	final class Recorder implements ExchangeListener {

		private final List<Told> told = new ArrayList<>();

		/**
		 * Returns what was told since the last time this was asked.
		 * @return what was told, oldest first
		 */
		List<Told> drain() {
			if (this.told.isEmpty()) {
				return List.of();
			}
			List<Told> copy = List.copyOf(this.told);
			this.told.clear();
			return copy;
		}

		@Override
		public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
			this.told.add(new Started(attempt));
		}

		@Override
		public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
			this.told.add(new Ended(attempt));
		}

		@Override
		public void staleConnection(ExchangeView<?> exchange, ProxyError error) {
			this.told.add(new Stale(error));
		}

		@Override
		public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
			this.told.add(new Decided(error, verdict));
		}

		@Override
		public void hedgeRefused(ExchangeView<?> exchange, VetoReason reason) {
			this.told.add(new HedgeRefused(reason));
		}

		@Override
		public void committed(ExchangeView<?> exchange, int status) {
			this.told.add(new Committed(status));
		}

		@Override
		public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
			this.told.add(new Completed(outcome));
		}

	}

}
