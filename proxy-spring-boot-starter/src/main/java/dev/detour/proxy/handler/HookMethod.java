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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.hook.Answer;

/**
 * Calls a method with arguments by type. What to do is worked out beforehand.
 */
final class HookMethod implements Hook {

	private final BeanMethod method;

	private final HookParameter[] parameters;

	private final HookResult result;

	HookMethod(BeanMethod method, HookParameter[] parameters, HookResult result) {
		this.method = method;
		this.parameters = parameters;
		this.result = result;
	}

	@Override
	public Answer<?> call(HookCall call) {
		@Nullable Object[] arguments = new @Nullable Object[this.parameters.length];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = this.parameters[i].from(call);
		}
		Object value = this.method.invoke(arguments);
		return (value != null) ? this.result.toAnswer(value) : Answer.none();
	}

}
