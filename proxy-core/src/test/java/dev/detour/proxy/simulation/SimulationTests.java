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

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Simulates gateways whose peers fail. With the system property
 * {@code detour.simulation.report} set to the directory {@code docs}, the long run writes
 * the report there.
 */
class SimulationTests {

	private static final double RATIO = 0.2;

	private static final int FLOOR = 10;

	static List<Scenario> scenarios() {
		return Scenario.ALL;
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("scenarios")
	void minuteWhenPeersFailIsSurvivedWithinBudget(Scenario scenario) {
		Result result = new Simulation(scenario, 60).run();
		checkBudget(result, 60);
		if (scenario.name().equals("all-dead")) {
			assertThat(result.success()).isZero();
		}
		else if (!scenario.name().equals("recovering")) {
			assertThat(result.success()).isGreaterThan(0.999);
		}
	}

	@Test
	void minuteWhenPeersAreSometimesSlowIsFasterWithHedgesForLittleExtraLoad() {
		Result plain = new Simulation(scenario("bimodal"), 60).run();
		Result hedged = new Simulation(scenario("hedged"), 60).run();
		assertThat(plain.percentileMillis(0.99)).isGreaterThan(300);
		assertThat(hedged.percentileMillis(0.99)).isLessThan(40);
		assertThat(plain.amplification()).isEqualTo(1);
		assertThat(hedged.amplification()).isBetween(1.02, 1.06);
	}

	private static Scenario scenario(String name) {
		return Scenario.ALL.stream().filter((scenario) -> scenario.name().equals(name)).findFirst().orElseThrow();
	}

	@Test
	@Tag("slow")
	void tenMinutesWhenPeersFailAreSurvivedWithinBudget() throws IOException {
		Map<Scenario, Result> results = new LinkedHashMap<>();
		for (Scenario scenario : Scenario.ALL) {
			results.put(scenario, new Simulation(scenario, 600).run());
		}
		String directory = System.getProperty("detour.simulation.report");
		if (directory != null) {
			SimulationReport.write(Path.of(directory), results);
		}
		results.forEach((scenario, result) -> {
			checkBudget(result, 600);
			switch (scenario.name()) {
				case "all-dead" -> assertThat(result.success()).isZero();
				case "recovering" -> recovers(result);
				case "flapping" -> isNotStarved(result);
				default -> assertThat(result.success()).as("%s", scenario).isGreaterThan(0.9999);
			}
		});
		Result dead = results.get(Scenario.ALL.get(0));
		assertThat(dead.amplification()).as("Nothing reaches a dead peer").isEqualTo(1);
	}

	/**
	 * Two peers of four can be ejected, so what is lost is lost at first; then each of
	 * the four gets its share again.
	 * @param result the result
	 */
	private static void recovers(Result result) {
		assertThat((double) Result.sum(result.successes, 10, 600) / Result.sum(result.exchanges, 10, 600))
			.isGreaterThan(0.999);
		for (int peer = 0; peer < 4; peer++) {
			assertThat(result.share(peer, 500)).as("share of peer %s", peer).isBetween(0.2, 0.3);
		}
	}

	/**
	 * A peer that is up for half of the time could have an eighth of the requests. It
	 * must prove itself each time, so it gets less; but what was long ago does not count.
	 * @param result the result
	 */
	private static void isNotStarved(Result result) {
		assertThat(result.success()).isGreaterThan(0.9999);
		assertThat(result.share(0, 0)).as("share of the flapping peer").isGreaterThan(0.05);
	}

	private static void checkBudget(Result result, int seconds) {
		assertThat(result.exchangeCount()).isEqualTo(seconds * Simulation.RATE);
		assertThat(result.ended).as("Every exchange ends").isEqualTo(seconds * Simulation.RATE);
		// The window reaches beyond the end.
		double most = result.exchangeCount() * (1 + RATIO) + FLOOR * (seconds + 10);
		assertThat((double) result.reachedCount()).isLessThanOrEqualTo(most);
	}

}
