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

package dev.detour.proxy.engine;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.engine.ExchangeFacts.Conditions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same as {@link ExchangeEngineExhaustiveTests}, with hedges: whatever happens to
 * either of two attempts, in every order. With two attempts in all by default, with more
 * when there is time.
 */
class HedgeExhaustiveTests {

	@Test
	void engineWhenTwoAttemptsAreUnderWayKeepsEveryInvariant() {
		EngineExplorer explorer = new EngineExplorer();
		explorer.explore(new Conditions("GET", true, 2, false, false, 1));
		explorer.explore(new Conditions("GET", true, 2, true, true, 1));
		explorer.explore(new Conditions("POST", false, 1, false, false, 1));
		check(explorer);
		assertThat(explorer.states()).as("states").isGreaterThan(20_000);
		assertThat(explorer.races()).containsExactlyInAnyOrder(Step.Race.values());
		assertThat(explorer.hedgeReasons()).containsExactlyInAnyOrder(VetoReason.SHUTTING_DOWN,
				VetoReason.NOT_IDEMPOTENT, VetoReason.BODY_NOT_REPLAYABLE, VetoReason.ATTEMPTS_EXHAUSTED,
				VetoReason.DEADLINE, VetoReason.NO_PEER, VetoReason.BUDGET_EXHAUSTED);
	}

	@Test
	@Tag("slow")
	void engineWhenThereAreMoreAttemptsAndHedgesKeepsEveryInvariant() {
		EngineExplorer explorer = new EngineExplorer();
		for (boolean limited : new boolean[] { false, true }) {
			for (boolean budgetSpent : new boolean[] { false, true }) {
				explorer.explore(new Conditions("GET", true, 3, limited, budgetSpent, 1));
			}
		}
		explorer.explore(new Conditions("GET", true, 2, true, false, 1));
		explorer.explore(new Conditions("POST", true, 3, true, false, 1));
		explorer.explore(new Conditions("POST", false, 3, true, false, 1));
		explorer.explore(new Conditions("GET", true, 3, false, false, 2));
		check(explorer);
		assertThat(explorer.states()).as("states").isGreaterThan(400_000);
	}

	private static void check(EngineExplorer explorer) {
		for (Invariant invariant : Invariant.values()) {
			assertThat(explorer.violations(invariant)).as("%s", invariant).isEmpty();
		}
	}

}
