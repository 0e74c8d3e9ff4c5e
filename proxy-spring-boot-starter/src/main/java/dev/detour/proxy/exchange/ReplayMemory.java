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

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that copies of request content may take, over all exchanges. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ReplayMemory {

	private final long perExchange;

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Creates the memory.
	 * @param perExchange the most bytes that one exchange may keep
	 * @param limit the most bytes that all exchanges together may keep
	 */
	public ReplayMemory(long perExchange, long limit) {
		if (perExchange < 0 || limit < 0) {
			throw new IllegalArgumentException(
					"The limits must not be negative, but were " + perExchange + " and " + limit);
		}
		this.perExchange = perExchange;
		this.limit = limit;
	}

	/**
	 * Returns the most bytes that one exchange may keep.
	 * @return the number of bytes
	 */
	public long perExchange() {
		return this.perExchange;
	}

	/**
	 * Returns how many bytes are kept now.
	 * @return the number of bytes
	 */
	public long used() {
		return this.used.get();
	}

	void reserve(long bytes) {
		this.used.addAndGet(bytes);
	}

	boolean isExhausted() {
		return this.used.get() > this.limit;
	}

	void release(long bytes) {
		this.used.addAndGet(-bytes);
	}

}
