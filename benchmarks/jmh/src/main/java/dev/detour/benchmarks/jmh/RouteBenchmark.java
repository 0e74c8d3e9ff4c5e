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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.handler.HandlerMatch;
import dev.detour.proxy.handler.ProxyHandlerRegistry;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;

/**
 * The handler of a request among many: must not cost more the more there are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteBenchmark {

	@Param({ "1", "10", "100", "1000" })
	private int handlers;

	private ProxyHandlerRegistry registry = ProxyHandlerRegistry.of(List.of());

	private String last = "";

	@Setup
	public void register() {
		ProxyHooks<Object> hooks = (exchange) -> Answer.none();
		List<HandlerMapping> mappings = new ArrayList<>();
		mappings.add(HandlerMapping.of("everything", hooks, "/**"));
		for (int i = 0; i < this.handlers; i++) {
			mappings.add(HandlerMapping.of("service-" + i, hooks, "/api/service-" + i + "/**"));
		}
		this.registry = ProxyHandlerRegistry.of(mappings);
		this.last = "/api/service-" + (this.handlers - 1) + "/items/17";
	}

	@Benchmark
	public @Nullable HandlerMatch one() {
		return this.registry.match("GET", "localhost", this.last);
	}

	@Benchmark
	public @Nullable HandlerMatch everythingElse() {
		return this.registry.match("GET", "localhost", "/index.html");
	}

}
