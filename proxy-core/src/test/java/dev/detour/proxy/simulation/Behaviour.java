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

import java.util.random.RandomGenerator;

/**
 * What a peer does with an attempt at a moment.
 */
interface Behaviour {

	Reaction react(long now, RandomGenerator random);

	static Behaviour healthy() {
		return (now, random) -> new Reaction(Kind.RESPOND, 200, millis(5 + 10 * random.nextDouble()));
	}

	static Behaviour dead() {
		return (now, random) -> new Reaction(Kind.REFUSE, 0, millis(1));
	}

	static Behaviour blackHole() {
		return (now, random) -> new Reaction(Kind.SWALLOW, 0, millis(1000));
	}

	static Behaviour failing(double share) {
		return (now, random) -> (random.nextDouble() < share) ? new Reaction(Kind.RESPOND, 503, millis(5))
				: healthy().react(now, random);
	}

	/**
	 * Is mostly fast.
	 * @param share the share of attempts that are slow
	 * @return the behaviour
	 */
	static Behaviour bimodal(double share) {
		return (now, random) -> (random.nextDouble() < share) ? new Reaction(Kind.RESPOND, 200, millis(300))
				: healthy().react(now, random);
	}

	static Behaviour slow() {
		return (now, random) -> new Reaction(Kind.RESPOND, 200, millis(3000));
	}

	/**
	 * Fails for a time.
	 * @param from the second at which it begins
	 * @param to the second at which it is over
	 * @param failing what it does meanwhile
	 * @return the behaviour
	 */
	static Behaviour between(int from, int to, Behaviour failing) {
		return (now, random) -> ((now >= millis(from * 1000.0) && now < millis(to * 1000.0)) ? failing : healthy())
			.react(now, random);
	}

	/**
	 * Fails every other time.
	 * @param seconds how long one time is
	 * @param failing what it does meanwhile
	 * @return the behaviour
	 */
	static Behaviour flapping(int seconds, Behaviour failing) {
		return (now, random) -> ((now / millis(seconds * 1000.0) % 2 == 0) ? failing : healthy()).react(now, random);
	}

	private static long millis(double millis) {
		return (long) (millis * 1_000_000);
	}

	/**
	 * How the peer reacts.
	 */
	enum Kind {

		REFUSE, SWALLOW, RESPOND

	}

	/**
	 * A reaction.
	 *
	 * @param kind how
	 * @param status the status of the response
	 * @param nanos after what time
	 */
	record Reaction(Kind kind, int status, long nanos) {

	}

}
