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

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Protocols;

/**
 * Lets the attempts of one event loop at a peer that may speak HTTP/2 wait for the one
 * connection that is being opened, instead of opening one each. The first opens it; how
 * it fares is how they fare.
 */
final class SharedDials {

	private final ProtocolMemory memory;

	private final Map<ConnectionKey, Dial> dials = new HashMap<>();

	SharedDials(ProtocolMemory memory) {
		this.memory = memory;
	}

	/**
	 * Joins the connection that is being opened, or takes the lead in opening one.
	 * @param attempt the attempt
	 * @return whether the attempt waits; else it must open a connection
	 */
	boolean join(PeerAttempt attempt) {
		ConnectionKey key = attempt.peer().connectionKey();
		if (this.memory.protocols(key, System.nanoTime()) == Protocols.HTTP_1_1) {
			return false;
		}
		Dial dial = this.dials.get(key);
		if (dial == null) {
			this.dials.put(key, new Dial(attempt));
			return false;
		}
		if (dial.leader == attempt) {
			return false;
		}
		dial.waiting.add(attempt);
		return true;
	}

	/**
	 * An attempt has its connection, or failed.
	 * @param attempt the attempt
	 * @param error what went wrong, or {@code null} if nothing did
	 */
	void over(PeerAttempt attempt, @Nullable ProxyError error) {
		Dial dial = remove(attempt);
		if (dial != null) {
			dial.waiting.forEach((waiting) -> {
				if (error != null) {
					waiting.fail(error);
				}
				else {
					waiting.start();
				}
			});
		}
	}

	/**
	 * An attempt is given up. If it is the first, the next one takes the lead.
	 * @param attempt the attempt
	 */
	void cancelled(PeerAttempt attempt) {
		Dial dial = remove(attempt);
		if (dial != null) {
			dial.waiting.forEach(PeerAttempt::start);
			return;
		}
		Dial joined = this.dials.get(attempt.peer().connectionKey());
		if (joined != null) {
			joined.waiting.remove(attempt);
		}
	}

	private @Nullable Dial remove(PeerAttempt attempt) {
		if (this.dials.isEmpty()) {
			return null;
		}
		ConnectionKey key = attempt.peer().connectionKey();
		Dial dial = this.dials.get(key);
		if (dial == null || dial.leader != attempt) {
			return null;
		}
		this.dials.remove(key);
		return dial;
	}

	private static final class Dial {

		private final PeerAttempt leader;

		private final Queue<PeerAttempt> waiting = new ArrayDeque<>();

		private Dial(PeerAttempt leader) {
			this.leader = leader;
		}

	}

}
