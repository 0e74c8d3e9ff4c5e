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

package dev.detour.proxy.handler;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.Attempts;

/**
 * The attempts as they were at a moment. An immutable value.
 *
 * @param count how many attempts were started
 * @param all the attempts
 * @param current the one that the exchange is about, or {@code null} before the first
 */
record AttemptsSnapshot(int count, List<Attempt> all, @Nullable Attempt current) implements Attempts {

	static AttemptsSnapshot of(Attempts attempts) {
		return new AttemptsSnapshot(attempts.count(), List.copyOf(attempts.all()), attempts.current());
	}

	@Override
	public @Nullable Attempt last() {
		return this.all.isEmpty() ? null : this.all.get(this.all.size() - 1);
	}

}
