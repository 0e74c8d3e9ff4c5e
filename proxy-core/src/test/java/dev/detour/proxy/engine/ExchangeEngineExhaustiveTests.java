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

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.engine.ExchangeFacts.Conditions;
import dev.detour.proxy.event.ExchangeOutcome.Result;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Drives the engine through every order of events and every decision, with up to three
 * attempts, events that fit and events that do not, and checks every {@link Invariant}
 * after every event.
 */
class ExchangeEngineExhaustiveTests {

	private static final int MAX_ATTEMPTS = 3;

	private static final EngineExplorer explorer = new EngineExplorer();

	@BeforeAll
	static void explore() {
		for (int maxAttempts = 1; maxAttempts <= MAX_ATTEMPTS; maxAttempts++) {
			for (boolean limited : new boolean[] { false, true }) {
				for (boolean budgetSpent : new boolean[] { false, true }) {
					explorer.explore(new Conditions("GET", true, maxAttempts, limited, budgetSpent, 0));
					explorer.explore(new Conditions("POST", true, maxAttempts, limited, budgetSpent, 0));
					explorer.explore(new Conditions("POST", false, maxAttempts, limited, budgetSpent, 0));
				}
			}
		}
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void engineWhenAnythingHappensKeeps(Invariant invariant) {
		assertThat(explorer.violations(invariant)).as("%s", invariant).isEmpty();
	}

	@Test
	void explorationWhenDoneHasSeenEnough() {
		assertThat(explorer.states()).as("states").isGreaterThan(100_000);
		assertThat(explorer.transitions()).as("transitions").isGreaterThan(1_000_000);
		assertThat(explorer.ignored()).as("events that did not fit").isGreaterThan(5_000_000);
	}

	@Test
	void explorationWhenDoneHasSeenEveryReasonStepAndResult() {
		assertThat(explorer.reasons()).containsExactlyInAnyOrder(VetoReason.values());
		assertThat(explorer.steps()).hasSize(StepKind.values().length - 1).doesNotContain(StepKind.BEFORE_START);
		assertThat(explorer.results()).containsExactlyInAnyOrder(Result.values());
	}

}
