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

package dev.detour.proxy.simulation;

import java.util.PriorityQueue;

/**
 * A clock that goes as fast as there is nothing to do.
 */
final class VirtualTime {

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private long now;

	private long count;

	long now() {
		return this.now;
	}

	void in(long nanos, Runnable action) {
		this.events.add(new Event(this.now + Math.max(0, nanos), this.count++, action));
	}

	void runAll() {
		while (!this.events.isEmpty()) {
			Event event = this.events.remove();
			this.now = event.at;
			event.action.run();
		}
	}

	private record Event(long at, long number, Runnable action) implements Comparable<Event> {

		@Override
		public int compareTo(Event other) {
			int order = Long.compare(this.at, other.at);
			return (order != 0) ? order : Long.compare(this.number, other.number);
		}

	}

}
