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

package dev.detour.proxy.failures;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.detour.proxy.testing.Gate;

/**
 * Does things at a steady pace, for tests in which it is the pace that matters.
 */
final class Pace {

	private final Duration interval;

	private final List<Gate> gates;

	Pace(Duration interval, int times) {
		this.interval = interval;
		this.gates = Stream.generate(Gate::new).limit(times).toList();
	}

	/**
	 * Returns gates, of which {@link #run()} opens one after the other.
	 * @return the gates
	 */
	List<Gate> gates() {
		return this.gates;
	}

	void run() {
		run(() -> {
		});
	}

	void run(Runnable action) {
		Semaphore ticks = new Semaphore(0);
		ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
		try {
			clock.scheduleAtFixedRate(ticks::release, this.interval.toNanos(), this.interval.toNanos(),
					TimeUnit.NANOSECONDS);
			for (Gate gate : this.gates) {
				ticks.acquireUninterruptibly();
				gate.open();
				action.run();
			}
		}
		finally {
			clock.shutdownNow();
		}
	}

}
