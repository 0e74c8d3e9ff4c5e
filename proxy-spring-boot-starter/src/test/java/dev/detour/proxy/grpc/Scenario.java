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

package dev.detour.proxy.grpc;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.annotation.NewContext;
import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnGiveUp;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.OnUpstreamResponse;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;

/**
 * What a handler does in one test: the attempts go to the peers in turn, whatever fails
 * is decided in the same way.
 */
final class Scenario {

	static volatile Scenario current = new Scenario();

	final Queue<ErrorType> errors = new ConcurrentLinkedQueue<>();

	final Queue<String> statuses = new ConcurrentLinkedQueue<>();

	List<Peer> peers = List.of();

	FailureDecision decision = FailureDecision.giveUp();

	@Nullable ProxyResponse page;

	BiFunction<Integer, UpstreamResponse, @Nullable FailureDecision> judge = (attempt, response) -> null;

	/**
	 * The handler, directly on the connections.
	 */
	@ProxyHandler("/**")
	static class Handler {

		@NewContext
		Scenario scenario() {
			return current;
		}

		@UpstreamPeer
		Peer peer(Scenario scenario, Attempts attempts) {
			return scenario.peers.get(attempts.count());
		}

		@OnConnectFailure
		FailureDecision failToConnect(Scenario scenario, ProxyError error) {
			scenario.errors.add(error.type());
			return scenario.decision;
		}

		@OnProxyError
		FailureDecision failed(Scenario scenario, ProxyError error) {
			scenario.errors.add(error.type());
			return scenario.decision;
		}

		@OnUpstreamResponse
		@Nullable FailureDecision judge(Scenario scenario, Attempts attempts, UpstreamResponse response) {
			scenario.statuses.add(String.valueOf(response.headers().first("grpc-status")));
			return scenario.judge.apply(attempts.count(), response);
		}

		@OnGiveUp
		@Nullable ProxyResponse page(Scenario scenario) {
			return scenario.page;
		}

	}

	/**
	 * The same behind a filter of WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Handler.class)
	static class Filtered {

		@Bean
		WebFilter idleFilter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

}
