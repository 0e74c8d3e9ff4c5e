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

package dev.detour.proxy.metrics;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures what the meters of a plain exchange cost: everything that is told about one
 * that uses a pooled connection and succeeds. The CPU time is reported, the memory is
 * tested.
 */
class MetricsCostTests {

	private static final int EXCHANGES = 200_000;

	private static final int WARM_UPS = 3;

	private final Peer peer = Peer.http("10.0.0.1", 8080);

	private final TestView view = new TestView();

	private final Attempt attempt = Attempt.started(1, this.peer, false, 1)
		.connected(true, 2)
		.responded(200, 3)
		.ended(null, 4);

	private final ExchangeOutcome outcome = new ExchangeOutcome(Result.RELAYED, 200, null);

	@Test
	void exchangeWhenPlainAllocatesNextToNothing() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		ExchangeMetrics exchanges = new ExchangeMetrics(registry, 100);
		ConnectionMetrics connections = new ConnectionMetrics(registry, 100);
		connections.opened(this.peer.address(), 1);
		connections.idle(this.peer.address());
		for (int i = 0; i < WARM_UPS; i++) {
			run(exchanges, connections);
		}
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = threads.getCurrentThreadAllocatedBytes();
		long start = threads.getCurrentThreadCpuTime();
		run(exchanges, connections);
		long nanos = (threads.getCurrentThreadCpuTime() - start) / EXCHANGES;
		long bytes = (threads.getCurrentThreadAllocatedBytes() - allocated) / EXCHANGES;
		System.out.println("Meters of an exchange: " + nanos + " ns of CPU, " + bytes + " bytes");
		assertThat(bytes).isLessThan(100);
		assertThat(registry.get("proxy.exchanges").timer().count()).isEqualTo((WARM_UPS + 1) * EXCHANGES);
	}

	private void run(ExchangeMetrics exchanges, ConnectionMetrics connections) {
		for (int i = 0; i < EXCHANGES; i++) {
			exchanges.started(this.view);
			exchanges.attemptStarted(this.view, this.attempt);
			connections.reused(this.peer.address(), true);
			exchanges.sending(this.view, this.attempt, null);
			exchanges.committed(this.view, 200);
			connections.idle(this.peer.address());
			exchanges.attemptEnded(this.view, this.attempt);
			exchanges.completed(this.view, this.outcome);
		}
	}

}
