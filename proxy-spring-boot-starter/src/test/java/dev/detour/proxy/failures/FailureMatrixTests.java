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

package dev.detour.proxy.failures;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.failures.Row.Connection;
import dev.detour.proxy.failures.RowRun.Seen;
import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.ClosedPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault, crossed with the kind of request, its content, the kind of connection and
 * what the handler asks for.
 */
class FailureMatrixTests {

	private static final int THREADS = 6;

	private static final int TRIES = 3;

	static FailureGateway gateway;

	static ClosedPort closedPort;

	static BlackHole blackHole;

	@BeforeAll
	static void start() {
		gateway = FailureGateway.start();
		closedPort = ClosedPort.take();
		blackHole = BlackHole.open();
	}

	@AfterAll
	static void stop() {
		gateway.close();
		closedPort.close();
		blackHole.close();
	}

	@ParameterizedTest
	@EnumSource
	void exchangeWhenFirstPeerFailsEndsByTheRules(Fault fault) throws Exception {
		Queue<String> problems = new ConcurrentLinkedQueue<>();
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<? extends Future<?>> runs = Row.of(fault)
				.stream()
				.map((row) -> threads.submit(() -> check(row, problems)))
				.toList();
			for (Future<?> run : runs) {
				run.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(problems).isEmpty();
		assertThat(gateway.replayMemory().used()).as("bytes kept for replay").isZero();
	}

	private void check(Row row, Queue<String> problems) {
		try {
			RowRules.check(row, run(row));
		}
		catch (AssertionError | RuntimeException ex) {
			problems.add(row + ": " + ex.toString().strip().replaceAll("\\s+", " ") + " at " + ex.getStackTrace()[0]);
		}
	}

	/**
	 * Runs a row. A request that could not be sent again safely gets a pooled connection
	 * only if that was used a moment ago: on a slow machine it takes another go.
	 * @param row the row
	 * @return what everyone saw
	 */
	private Seen run(Row row) {
		RowRun run = new RowRun(gateway, closedPort, blackHole);
		Seen seen = run.run(row);
		for (int tries = 1; tries < TRIES && row.connection() == Connection.REUSED && !isReused(seen); tries++) {
			seen = run.run(row);
		}
		return seen;
	}

	private static boolean isReused(Seen seen) {
		return seen.path().told().errors().stream().allMatch((error) -> error.reused());
	}

}
