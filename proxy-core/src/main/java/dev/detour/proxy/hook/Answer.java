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

package dev.detour.proxy.hook;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What a hook returns: a value now, a value later, or nothing.
 *
 * @param <T> the type of the value
 * @since 0.1.0
 */
public final class Answer<T> {

	private static final Answer<?> NONE = new Answer<>(null, null);

	private final @Nullable T value;

	private final @Nullable CompletionStage<? extends @Nullable T> stage;

	private Answer(@Nullable T value, @Nullable CompletionStage<? extends @Nullable T> stage) {
		this.value = value;
		this.stage = stage;
	}

	/**
	 * Returns the answer that has no value.
	 * @param <T> the type of the value
	 * @return the answer
	 */
	@SuppressWarnings("unchecked")
	public static <T> Answer<T> none() {
		return (Answer<T>) NONE;
	}

	/**
	 * Returns an answer with a value.
	 * @param <T> the type of the value
	 * @param value the value, or {@code null} for none
	 * @return the answer
	 */
	public static <T> Answer<T> of(@Nullable T value) {
		return (value != null) ? new Answer<>(value, null) : none();
	}

	/**
	 * Returns an answer whose value is not there yet.
	 * @param <T> the type of the value
	 * @param stage completes with the value, with {@code null} for none, or with an
	 * error; a {@link java.util.concurrent.CompletableFuture} is cancelled when the
	 * exchange no longer waits for it
	 * @return the answer
	 */
	public static <T> Answer<T> later(CompletionStage<? extends @Nullable T> stage) {
		return new Answer<>(null, stage);
	}

	/**
	 * Returns what completes with the value.
	 * @return the stage, or {@code null} if the value is there already
	 */
	public @Nullable CompletionStage<? extends @Nullable T> stage() {
		return this.stage;
	}

	/**
	 * Returns the value that is there already.
	 * @return the value, or {@code null} if there is none or it is not there yet
	 */
	public @Nullable T value() {
		return this.value;
	}

}
