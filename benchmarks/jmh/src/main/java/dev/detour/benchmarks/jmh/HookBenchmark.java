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

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.handler.AnnotatedProxyHandlerRegistry;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.peer.Peer;

/**
 * Calls of annotated methods that answer at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HookBenchmark {

	private final AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext(Handler.class);

	private final ProxyError error = ProxyError.notSent(ErrorType.CONNECT_REFUSED, null);

	private final PlainExchange exchange = new PlainExchange(new Tries());

	private ProxyHooks<Object> hooks = (ignored) -> Answer.none();

	@Setup
	@SuppressWarnings("unchecked")
	public void find() {
		AnnotatedProxyHandlerRegistry handlers = new AnnotatedProxyHandlerRegistry(this.spring.getBeanFactory(), () -> {
			throw new IllegalStateException("No handler blocks");
		});
		handlers.afterSingletonsInstantiated();
		this.hooks = (ProxyHooks<Object>) Objects.requireNonNull(handlers.match("GET", "", "/")).hooks();
	}

	@TearDown
	public void close() {
		this.spring.close();
	}

	@Benchmark
	public Answer<Peer> upstreamPeer() {
		return this.hooks.upstreamPeer(this.exchange);
	}

	@Benchmark
	public Answer<FailureDecision> onConnectFailure() {
		return this.hooks.onConnectFailure(this.exchange, Handler.PEER, this.error);
	}

	@ProxyHandler("/**")
	static class Handler {

		static final Peer PEER = Peer.http("192.0.2.1", 80);

		@UpstreamPeer
		Peer upstreamPeer(Tries tries) {
			tries.count++;
			return PEER;
		}

		@OnConnectFailure
		FailureDecision failToConnect(Tries tries, ProxyError error) {
			tries.count++;
			return FailureDecision.retry();
		}

	}

	static class Tries {

		private int count;

	}

}
