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

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.internal.PlatformDependent;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/**
 * Runs tasks of several threads one at a time and in order, without a lock and without a
 * thread: whoever comes while nobody is at it works through what all of them brought.
 * Tasks must be short.
 */
final class Serial {

	private static final InternalLogger logger = InternalLoggerFactory.getInstance(Serial.class);

	private final Queue<Runnable> tasks = PlatformDependent.newMpscQueue();

	private final AtomicInteger waiting = new AtomicInteger();

	void run(Runnable task) {
		this.tasks.add(task);
		if (this.waiting.getAndIncrement() != 0) {
			return;
		}
		do {
			runNext();
		}
		while (this.waiting.decrementAndGet() != 0);
	}

	private void runNext() {
		Runnable task = this.tasks.poll();
		if (task == null) {
			return;
		}
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			// The others' tasks must run all the same.
			logger.warn("A task of the pool failed", ex);
		}
	}

}
