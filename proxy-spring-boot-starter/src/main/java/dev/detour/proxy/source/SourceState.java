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

package dev.detour.proxy.source;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.Peer;

/**
 * What a source knows, and what follows from a look-up. It has no clock, no thread, and
 * no chance of its own.
 */
final class SourceState {

	private final Refresh refresh;

	private @Nullable List<Peer> known;

	private int failures;

	private int absences;

	SourceState(Refresh refresh) {
		this.refresh = refresh;
	}

	/**
	 * Takes in what came of a look-up.
	 * @param result what came of it
	 * @param chance from 0 to 1
	 * @return what to do
	 */
	Step after(LookupResult result, double chance) {
		if (result instanceof LookupResult.Found found) {
			this.failures = 0;
			this.absences = 0;
			return new Step(changed(found.peers()), this.refresh.next(found.validity(), chance));
		}
		this.failures++;
		boolean removed = false;
		if (result instanceof LookupResult.Absent) {
			this.absences++;
			// What failed in between has neither confirmed nor denied it.
			removed = this.refresh.removeAfter() != null && this.absences >= this.refresh.removeAfter();
		}
		return new Step(removed ? changed(List.of()) : null, this.refresh.retry(this.failures, chance));
	}

	private @Nullable List<Peer> changed(List<Peer> peers) {
		// Whatever somebody has done by hand lasts until there is something else to say.
		if (peers.equals(this.known)) {
			return null;
		}
		this.known = peers;
		return peers;
	}

	/**
	 * What to do after a look-up.
	 *
	 * @param members the new members, or {@code null} if they stay as they are
	 * @param delay the time until the next look-up
	 */
	record Step(@Nullable List<Peer> members, Duration delay) {

	}

}
