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

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.ConnectionKey;

/**
 * How many connections are open to one peer, and who waits for one, in the order in which
 * they came. Belongs to {@link ConnectionSlots}; only who waits first is for all to read.
 */
final class PeerSlots {

	final ConnectionKey key;

	final Set<SlotWaiter> waiters = new LinkedHashSet<>();

	int open;

	volatile @Nullable SlotWaiter head;

	PeerSlots(ConnectionKey key) {
		this.key = key;
	}

	void updateHead() {
		this.head = this.waiters.isEmpty() ? null : first();
	}

	SlotWaiter first() {
		return this.waiters.iterator().next();
	}

	@Nullable SlotWaiter firstFor(PeerConnection connection) {
		for (SlotWaiter waiter : this.waiters) {
			if (LoopPool.fits(connection, waiter.choice())) {
				return waiter;
			}
		}
		return null;
	}

}
