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

package dev.detour.proxy.attempt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The attempts of one exchange as its engine writes them down. Not thread-safe: it
 * belongs to the exchange's event loop.
 *
 * @since 0.1.0
 */
public final class AttemptLog implements Attempts {

	private final List<Attempt> attempts = new ArrayList<>(2);

	private int count;

	private int current;

	/**
	 * Adds an attempt that has begun. It is the current one from now on.
	 * @param attempt the attempt
	 */
	public void add(Attempt attempt) {
		this.current = this.attempts.size();
		this.attempts.add(attempt);
		this.count = Math.max(this.count, attempt.number());
	}

	/**
	 * Adds an attempt that has begun beside the current one.
	 * @param attempt the attempt
	 * @return its position
	 */
	public int addBeside(Attempt attempt) {
		int current = this.current;
		add(attempt);
		return switchTo(current);
	}

	/**
	 * Makes another attempt the current one.
	 * @param position its position
	 * @return the position of the one that was current
	 */
	public int switchTo(int position) {
		int old = this.current;
		this.current = position;
		return old;
	}

	/**
	 * Replaces the current attempt by its next state.
	 * @param attempt the attempt as it is now
	 */
	public void update(Attempt attempt) {
		this.attempts.set(this.current, attempt);
	}

	@Override
	public int count() {
		return this.count;
	}

	@Override
	public List<Attempt> all() {
		return Collections.unmodifiableList(this.attempts);
	}

	@Override
	public @Nullable Attempt last() {
		return this.attempts.isEmpty() ? null : this.attempts.get(this.attempts.size() - 1);
	}

	@Override
	public @Nullable Attempt current() {
		return this.attempts.isEmpty() ? null : this.attempts.get(this.current);
	}

	@Override
	public String toString() {
		return this.attempts.toString();
	}

}
