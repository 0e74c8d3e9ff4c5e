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
 * What came of one look-up.
 *
 * @since 0.1.0
 */
public sealed interface LookupResult {

	/**
	 * Returns the name, as in meters.
	 * @return the name
	 */
	String id();

	/**
	 * These are the members.
	 *
	 * @param peers the members; none if that was said in so many words
	 * @param validity how long that holds, or {@code null} if nobody knows
	 */
	record Found(List<Peer> peers, @Nullable Duration validity) implements LookupResult {

		/**
		 * Copies the members.
		 * @param peers the members
		 * @param validity how long that holds
		 */
		public Found {
			peers = List.copyOf(peers);
		}

		@Override
		public String id() {
			return "found";
		}

	}

	/**
	 * There was an answer, and it has no members: there is no such name, or it has
	 * nothing of what was asked for. A mistake, more often than not.
	 *
	 * @param reason what the answer was
	 */
	record Absent(String reason) implements LookupResult {

		@Override
		public String id() {
			return "absent";
		}

		@Override
		public String toString() {
			return this.reason;
		}

	}

	/**
	 * There was no answer, so nobody knows.
	 *
	 * @param reason what went wrong
	 */
	record Failed(String reason) implements LookupResult {

		@Override
		public String id() {
			return "failed";
		}

		@Override
		public String toString() {
			return this.reason;
		}

	}

}
