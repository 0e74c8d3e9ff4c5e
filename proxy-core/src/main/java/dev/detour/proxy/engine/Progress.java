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

/**
 * How far an exchange has come: what it waits for.
 */
abstract sealed class Progress permits ExchangeEngine {

	State state = State.NEW;

	final Step next(Step step) {
		this.state = this.state.after(step);
		return step;
	}

	/**
	 * Another attempt leads from now on.
	 * @param state its state
	 * @return that of the one before
	 */
	final State switchTo(State state) {
		State old = this.state;
		this.state = state;
		return old;
	}

	/**
	 * Returns whether an attempt is under way that has no response yet.
	 * @return {@code true} if one is
	 */
	final boolean awaitsHead() {
		return this.state == State.CONNECTING || this.state == State.EXCHANGING;
	}

}
