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

package dev.detour.proxy.testing;

import java.util.concurrent.CountDownLatch;

/**
 * A point at which a script stands still until the test opens it. Once open, it stays
 * open. One gate may stop any number of exchanges.
 *
 * @since 0.1.0
 */
public final class Gate {

	private final Monitor monitor = new Monitor();

	private final CountDownLatch opened = new CountDownLatch(1);

	private int arrivals;

	/**
	 * Waits until an exchange has arrived at this gate.
	 */
	public void awaitReached() {
		awaitReached(1);
	}

	/**
	 * Waits until this many exchanges, counted from the start, have arrived at this gate.
	 * @param exchanges the number of arrivals
	 */
	public void awaitReached(int exchanges) {
		this.monitor.await(() -> "gate reached by %d, but only by %d".formatted(exchanges, this.arrivals),
				() -> this.arrivals >= exchanges);
	}

	/**
	 * Lets everything through, now and from now on.
	 */
	public void open() {
		this.opened.countDown();
	}

	/**
	 * Waits until this gate is open.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void pass() throws InterruptedException {
		this.monitor.update(() -> this.arrivals++);
		this.opened.await();
	}

}
