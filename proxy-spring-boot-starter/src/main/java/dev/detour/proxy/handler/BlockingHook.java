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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.hook.Answer;

/**
 * Calls user code that may block on an executor. A call that is not awaited any more when
 * its turn comes, because its answer was cancelled, is dropped. If the executor rejects a
 * call, the hook fails.
 */
final class BlockingHook implements Hook {

	private final Hook hook;

	private final Executor executor;

	BlockingHook(Hook hook, Executor executor) {
		this.hook = hook;
		this.executor = executor;
	}

	@Override
	public Answer<?> call(HookCall call) {
		HookCall detached = call.detached();
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		this.executor.execute(() -> run(detached, result));
		return Answer.later(result);
	}

	private void run(HookCall call, CompletableFuture<@Nullable Object> result) {
		if (result.isDone()) {
			return;
		}
		try {
			Answer<?> answer = this.hook.call(call);
			CompletionStage<?> stage = answer.stage();
			if (stage == null) {
				result.complete(answer.value());
			}
			else {
				stage.whenComplete((value, failure) -> complete(result, value, failure));
			}
		}
		catch (Throwable ex) {
			result.completeExceptionally(ex);
		}
	}

	private static void complete(CompletableFuture<@Nullable Object> result, @Nullable Object value,
			@Nullable Throwable failure) {
		if (failure == null) {
			result.complete(value);
		}
		else {
			boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
			result.completeExceptionally(wrapped ? failure.getCause() : failure);
		}
	}

}
