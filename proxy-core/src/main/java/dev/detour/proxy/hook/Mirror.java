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

package dev.detour.proxy.hook;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.MirrorDrop;
import dev.detour.proxy.policy.MirrorLimits;

/**
 * Where copies of requests go, beside their exchanges. What becomes of a copy never
 * concerns the client, nor the exchange. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public interface Mirror {

	/**
	 * The header field that every copy has, with the value {@code true}. A request that
	 * comes with it is a copy already.
	 */
	String FIELD = "X-Detour-Mirror";

	/**
	 * Returns the name of the group that gets the copies, as in metrics and logs.
	 * @return the name
	 */
	String group();

	/**
	 * Returns the limits of the copies.
	 * @return the limits
	 */
	MirrorLimits limits();

	/**
	 * Finds a place for one copy.
	 * @param request the client's request
	 * @return the place, or why there is none
	 */
	Place place(ProxyRequest request);

	/**
	 * Where one copy goes.
	 */
	sealed interface Place {

	}

	/**
	 * There is no place.
	 *
	 * @param reason why
	 */
	record Refused(MirrorDrop reason) implements Place {

	}

	/**
	 * A place at a peer. Whoever has it must give it back, once.
	 */
	non-sealed interface Taken extends Place {

		/**
		 * Returns the peer.
		 * @return the peer
		 */
		Peer peer();

		/**
		 * Gives the place back.
		 * @param attempt the attempt at the peer, ended; with neither error nor status it
		 * says nothing about the peer
		 */
		void ended(Attempt attempt);

	}

}
