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

package dev.detour.proxy.exchange;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.hook.Answer;

/**
 * Calls user code, here and nowhere else, shielded: whatever it throws becomes a failure,
 * and an answer that is not there in time does too. At most one hook of an exchange is
 * under way; its answer counts only until the exchange has moved on.
 */
final class HookRunner {

	private final EventLoop eventLoop;

	private final Duration timeout;

	private int ticket;

	private @Nullable Future<?> timer;

	private @Nullable CompletionStage<?> underWay;

	HookRunner(EventLoop eventLoop, Duration timeout) {
		this.eventLoop = eventLoop;
		this.timeout = timeout;
	}

	/**
	 * Calls a hook.
	 * @param <T> the type of its answer
	 * @param hook the hook
	 * @param answered receives the value, or {@code null} for none
	 * @param failed receives what went wrong
	 */
	<T> void call(Supplier<Answer<T>> hook, Consumer<@Nullable T> answered, Consumer<Throwable> failed) {
		moveOn();
		Answer<T> answer;
		try {
			answer = hook.get();
		}
		catch (Throwable ex) {
			failed.accept(ex);
			return;
		}
		CompletionStage<? extends @Nullable T> stage = answer.stage();
		if (stage == null) {
			answered.accept(answer.value());
			return;
		}
		int mine = this.ticket;
		this.underWay = stage;
		this.timer = this.eventLoop.schedule(
				() -> settle(mine, null, new TimeoutException("No answer within " + this.timeout), answered, failed),
				this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		stage.whenComplete((value, ex) -> {
			if (this.eventLoop.inEventLoop()) {
				settle(mine, value, ex, answered, failed);
			}
			else {
				this.eventLoop.execute(() -> settle(mine, value, ex, answered, failed));
			}
		});
	}

	/**
	 * The exchange moved on: a hook still under way has no say any more, and is cancelled
	 * as far as that can be done.
	 */
	void moveOn() {
		this.ticket++;
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		CompletionStage<?> stage = this.underWay;
		this.underWay = null;
		if (stage instanceof CompletableFuture<?> future) {
			future.cancel(true);
		}
	}

	private <T> void settle(int mine, @Nullable T value, @Nullable Throwable ex, Consumer<@Nullable T> answered,
			Consumer<Throwable> failed) {
		if (mine != this.ticket) {
			return;
		}
		if (!(ex instanceof TimeoutException)) {
			this.underWay = null;
		}
		moveOn();
		if (ex != null) {
			Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			failed.accept(cause);
		}
		else {
			answered.accept(value);
		}
	}

}
