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

package dev.detour.proxy.accesslog;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands entries over to a thread of its own through a queue of limited length. Who hands
 * over never waits.
 *
 * @param <E> the type of entries
 */
final class LineWriter<E> implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AccessLog.class);

	private static final long CLOSE_MILLIS = 2000;

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Queue<E> queue = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private final LongAdder dropped = new LongAdder();

	private final int limit;

	private final Consumer<E> output;

	private final Thread thread;

	private long reported;

	private volatile boolean asleep;

	private volatile boolean closed;

	LineWriter(String name, int limit, Consumer<E> output) {
		this.limit = limit;
		this.output = output;
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	void write(E entry) {
		if (this.size.incrementAndGet() > this.limit) {
			this.size.decrementAndGet();
			this.dropped.increment();
			return;
		}
		this.queue.add(entry);
		if (this.asleep) {
			LockSupport.unpark(this.thread);
		}
	}

	long dropped() {
		return this.dropped.sum();
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
		try {
			this.thread.join(CLOSE_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		while (true) {
			E entry = this.queue.poll();
			if (entry != null) {
				this.size.decrementAndGet();
				output(entry);
				continue;
			}
			report();
			if (this.closed) {
				return;
			}
			this.asleep = true;
			if (this.queue.isEmpty() && !this.closed) {
				LockSupport.parkNanos(this, IDLE_NANOS);
			}
			this.asleep = false;
		}
	}

	private void output(E entry) {
		try {
			this.output.accept(entry);
		}
		catch (RuntimeException ex) {
			logger.warn("A line of the access log could not be written", ex);
		}
	}

	private void report() {
		long dropped = dropped();
		if (dropped > this.reported) {
			logger.warn(
					"{} lines of the access log were dropped, since it was written too slowly. "
							+ "Raise 'proxy.access-log.queue-size', or log to something faster",
					dropped - this.reported);
			this.reported = dropped;
		}
	}

}
