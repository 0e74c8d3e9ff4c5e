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

package dev.detour.proxy.upstream;

import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A timer whose deadline moves often and expires seldom. Moving the deadline later only
 * sets a field: the one scheduled task looks at it when it fires. A connection so pays
 * for one task in many seconds instead of several for every request.
 */
final class DeadlineTimer implements Runnable {

	private final EventExecutor executor;

	private final Runnable expired;

	private boolean armed;

	private long deadline;

	private long firesAt;

	private @Nullable Future<?> task;

	DeadlineTimer(EventExecutor executor, Runnable expired) {
		this.executor = executor;
		this.expired = expired;
	}

	/**
	 * Sets the deadline in place of the one before.
	 * @param deadline the time, as of {@link System#nanoTime()}
	 */
	void set(long deadline) {
		this.armed = true;
		this.deadline = deadline;
		if (this.task == null || this.firesAt - deadline > 0) {
			stopTask();
			schedule(System.nanoTime());
		}
	}

	/**
	 * Takes the deadline away for good.
	 */
	void stop() {
		this.armed = false;
		stopTask();
	}

	@Override
	public void run() {
		this.task = null;
		if (!this.armed) {
			return;
		}
		long now = System.nanoTime();
		if (this.deadline - now > 0) {
			schedule(now);
			return;
		}
		this.armed = false;
		this.expired.run();
	}

	private void schedule(long now) {
		this.firesAt = this.deadline;
		this.task = this.executor.schedule(this, Math.max(this.deadline - now, 1), TimeUnit.NANOSECONDS);
	}

	private void stopTask() {
		Future<?> task = this.task;
		if (task != null) {
			task.cancel(false);
			this.task = null;
		}
	}

}
