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
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

import dev.detour.proxy.hook.Answer;

/**
 * Makes an answer of what a method returned.
 */
@FunctionalInterface
interface HookResult {

	/**
	 * Makes an answer of a value.
	 * @param value what the method returned
	 * @return the answer, complete if the value is there already
	 */
	Answer<?> toAnswer(Object value);

	/**
	 * Finds out how to handle a return type.
	 * @param type the return type
	 * @param hook the phase of the method
	 * @return how to handle it, or {@code null} if the phase does not support the type
	 */
	static @Nullable HookResult of(ResolvableType type, HookType hook) {
		Class<?> returned = type.toClass();
		if (fits(returned, hook)) {
			return Answer::of;
		}
		if (CompletionStage.class.isAssignableFrom(returned)) {
			return fits(type.as(CompletionStage.class).getGeneric().resolve(), hook) ? HookResult::ofStage : null;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned);
		if (adapter == null || adapter.isMultiValue()) {
			return null;
		}
		Class<?> later = adapter.isNoValue() ? Void.class : type.as(adapter.getReactiveType()).getGeneric().resolve();
		return fits(later, hook) ? (value) -> ofMono(Mono.from(adapter.toPublisher(value))) : null;
	}

	private static boolean fits(@Nullable Class<?> type, HookType hook) {
		if (type == void.class || type == Void.class) {
			return hook.allowsNoResult();
		}
		return type != null && hook.result() != Void.class && hook.result().isAssignableFrom(type);
	}

	private static Answer<?> ofStage(Object value) {
		if (value instanceof CompletableFuture<?> future) {
			// A copy, since the user's future may be shared and the answer may be
			// cancelled.
			return isThere(future) ? Answer.of(future.join()) : Answer.later(future.copy());
		}
		return Answer.later((CompletionStage<?>) value);
	}

	private static boolean isThere(CompletableFuture<?> future) {
		return future.isDone() && !future.isCompletedExceptionally();
	}

	private static Answer<?> ofMono(Mono<?> mono) {
		if (mono instanceof Fuseable.ScalarCallable<?> scalar) {
			try {
				return Answer.of(scalar.call());
			}
			catch (Exception ex) {
				throw BeanMethod.<RuntimeException>unchecked(ex);
			}
		}
		CompletableFuture<?> future = mono.toFuture();
		return isThere(future) ? Answer.of(future.join()) : Answer.later(future);
	}

}
