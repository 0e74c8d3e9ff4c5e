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

package dev.detour.proxy.route;

import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

/**
 * A gateway with limits, in either mount, and a peer that holds its answers back.
 */
abstract class AbstractOverloadTests {

	private static volatile int handlerPort;

	@Parameter
	boolean direct;

	final Gate gate = new Gate();

	ScriptedUpstream upstream;

	@BeforeEach
	void start() {
		this.upstream = ScriptedUpstream.start();
		handlerPort = this.upstream.port();
	}

	@AfterEach
	void stop() {
		this.gate.open();
		this.upstream.close();
	}

	final TestGateway gateway(String... properties) {
		String[] all = new String[properties.length + 2];
		System.arraycopy(properties, 0, all, 2, properties.length);
		all[0] = "proxy.routes.a.path=/**";
		all[1] = "proxy.routes.a.peers=" + this.upstream.uri();
		return TestGateway.start(configuration(), all);
	}

	final Class<?> configuration() {
		return this.direct ? Application.class : Filtered.class;
	}

	static Script held(Gate gate) {
		return Script.readRequest().thenStall(gate).thenRespond(200).body("held");
	}

	static RawClient get(TestGateway gateway, String target) {
		return RawClient.connect(gateway.port()).send(RawRequest.head("GET", target));
	}

	static ExchangeLimit limit(TestGateway gateway) {
		return gateway.bean(ProxyRoutes.class).limits().get(0);
	}

	static void awaitQueued(ExchangeLimit limit, int queued) {
		Awaitility.await().until(() -> limit.queued() == queued);
	}

	static void awaitActive(ExchangeLimit limit, int active) {
		Awaitility.await().until(() -> limit.active() == active);
	}

	static double refused(TestGateway gateway, String handler, String limit, String reason) {
		return gateway.bean(MeterRegistry.class)
			.get("proxy.overload.refused")
			.tags("handler", handler, "limit", limit, "reason", reason)
			.counter()
			.count();
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Handler.class)
	static class Application {

		@Bean
		Most most() {
			return new Most();
		}

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

	static class Filtered extends Application {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

	/**
	 * Sees how many attempts there are at the same time.
	 */
	static final class Most implements ExchangeListener {

		private final AtomicInteger running = new AtomicInteger();

		final AtomicInteger most = new AtomicInteger();

		@Override
		public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
			this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
		}

		@Override
		public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
			this.running.decrementAndGet();
		}

	}

	@ProxyHandler("/handler/**")
	static class Handler {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", handlerPort);
		}

	}

}
