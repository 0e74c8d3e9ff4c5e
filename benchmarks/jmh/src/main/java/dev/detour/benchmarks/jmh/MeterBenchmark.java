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

package dev.detour.benchmarks.jmh;

import java.util.concurrent.TimeUnit;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.metrics.ConnectionMetrics;
import dev.detour.proxy.metrics.ExchangeMetrics;
import dev.detour.proxy.peer.Peer;

/**
 * The meters of an exchange over a pooled connection.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MeterBenchmark {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ExchangeMetrics exchanges = new ExchangeMetrics(this.registry, 100);

	private final ConnectionMetrics connections = new ConnectionMetrics(this.registry, 100);

	private final Peer peer = Peer.http("192.0.2.1", 80);

	private final PlainExchange exchange = new PlainExchange(null);

	private final Attempt attempt = Attempt.started(1, this.peer, false, 1)
		.connected(true, 2)
		.responded(200, 3)
		.ended(null, 4);

	private final ExchangeOutcome outcome = new ExchangeOutcome(Result.RELAYED, 200, null);

	@Setup
	public void open() {
		this.connections.opened(this.peer.address(), 1);
		this.connections.idle(this.peer.address());
	}

	@Benchmark
	public void plainExchange() {
		this.exchanges.started(this.exchange);
		this.exchanges.attemptStarted(this.exchange, this.attempt);
		this.connections.reused(this.peer.address(), true);
		this.exchanges.committed(this.exchange, 200);
		this.connections.idle(this.peer.address());
		this.exchanges.attemptEnded(this.exchange, this.attempt);
		this.exchanges.completed(this.exchange, this.outcome);
	}

}
