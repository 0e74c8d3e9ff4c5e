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

import java.util.Collections;
import java.util.List;

/**
 * A group that fails in a certain way.
 *
 * @param name the name
 * @param story what happens
 * @param peers what each peer does
 * @param hedged whether attempts that take longer than 95 % of them are hedged
 */
record Scenario(String name, String story, List<Behaviour> peers, boolean hedged) {

	private static final Behaviour OK = Behaviour.healthy();

	private static final List<Behaviour> BIMODAL = Collections.nCopies(4, Behaviour.bimodal(0.03));

	static final List<Scenario> ALL = List.of(
			new Scenario("dead", "One of four peers refuses connections.", List.of(Behaviour.dead(), OK, OK, OK)),
			new Scenario("black-holed", "One of four peers does not answer to connections.",
					List.of(Behaviour.blackHole(), OK, OK, OK)),
			new Scenario("half-failing", "One of four peers answers every other request with 503.",
					List.of(Behaviour.failing(0.5), OK, OK, OK)),
			new Scenario("slow", "One of four peers takes 3 s, longer than an attempt may.",
					List.of(Behaviour.slow(), OK, OK, OK)),
			new Scenario("flapping", "One of four peers refuses connections for 30 s of every 60 s.",
					List.of(Behaviour.flapping(30, Behaviour.dead()), OK, OK, OK)),
			new Scenario("all-dead", "All four peers answer with 503 all the time.",
					List.of(Behaviour.failing(1), Behaviour.failing(1), Behaviour.failing(1), Behaviour.failing(1))),
			new Scenario("recovering", "Two of four peers answer with 503 for the first third of the time.",
					List.of(Behaviour.between(0, 200, Behaviour.failing(1)),
							Behaviour.between(0, 200, Behaviour.failing(1)), OK, OK)),
			new Scenario("bimodal", "All four peers take 300 ms for 3 of 100 requests.", BIMODAL),
			new Scenario("hedged", "The same with hedging: another peer is asked if one takes longer than 95 % do.",
					BIMODAL, true));

	Scenario(String name, String story, List<Behaviour> peers) {
		this(name, story, peers, false);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
