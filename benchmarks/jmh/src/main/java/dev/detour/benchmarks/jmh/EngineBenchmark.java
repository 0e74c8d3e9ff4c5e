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

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.detour.proxy.engine.ExchangeEngine;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * All steps of an exchange, without what carries them out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EngineBenchmark {

	private final ExchangeListener listener = new ExchangeListener() {
	};

	private final Peer peer = Peer.http("192.0.2.1", 80);

	private final ProxyError refusal = new ProxyError(ErrorType.STATUS_REFUSED, Delivery.RESPONDING, true, 0, 0, null);

	@Benchmark
	public Step plainExchange() {
		PlainExchange exchange = new PlainExchange(null);
		ExchangeEngine engine = new ExchangeEngine(exchange, exchange.attempts(), FailoverPolicy.DEFAULT, this.listener,
				1);
		engine.start();
		engine.requestAnswered(null);
		engine.peerAnswered(this.peer, 2);
		engine.connected(true, 3);
		engine.responded(200, 4);
		engine.responseJudged(null, 200, this.refusal, 5);
		return engine.responseCompleted(6);
	}

}
