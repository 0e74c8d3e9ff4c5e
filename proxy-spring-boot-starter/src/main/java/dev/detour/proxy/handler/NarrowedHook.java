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

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.hook.Answer;

/**
 * Picks the user code by the type of the error.
 */
final class NarrowedHook implements Hook {

	private final Map<ErrorType, Hook> hooks;

	private final @Nullable Hook catchAll;

	NarrowedHook(Map<ErrorType, Hook> hooks, @Nullable Hook catchAll) {
		this.hooks = new EnumMap<>(hooks);
		this.catchAll = catchAll;
	}

	@Override
	public Answer<?> call(HookCall call) {
		Hook named = this.hooks.get(Objects.requireNonNull(call.error()).type());
		Hook hook = (named != null) ? named : this.catchAll;
		return (hook != null) ? hook.call(call) : Answer.none();
	}

}
