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

package dev.detour.proxy.handler;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import dev.detour.proxy.annotation.NewContext;
import dev.detour.proxy.annotation.OnRequest;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BlockingHook}.
 */
class BlockingHookTests {

	private static final Peer PEER = Peer.http("localhost", 1);

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	@Test
	void callWhenHandlerBlocksRunsOnExecutor() {
		Blocking handler = new Blocking(null);
		CompletableFuture<?> answer = answer(TestHandlers.hooks(handler, this.tasks::add));
		assertThat(handler.calls).hasValue(0);
		assertThat(answer).isNotDone();
		this.tasks.remove().run();
		assertThat(handler.calls).hasValue(1);
		assertThat(answer.join()).isSameAs(PEER);
	}

	@Test
	void callWhenNewContextIsCalledDoesNotUseExecutor() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Blocking(null), TestHandlers.REFUSED);
		assertThat(hooks.newContext(ProxyRequest.of("GET", "/"))).isEqualTo("context");
	}

	@Test
	void callWhenExchangeGoesOnShowsAttemptsAsTheyWere() {
		Blocking handler = new Blocking(null);
		TestExchange exchange = TestExchange.create(null).withAttempt(PEER);
		TestHandlers.hooks(handler, this.tasks::add).upstreamPeer(exchange);
		exchange.withAttempt(PEER);
		this.tasks.remove().run();
		assertThat(handler.attempts).isNotNull();
		assertThat(handler.attempts.count()).isOne();
		assertThat(handler.attempts.all()).hasSize(1).last().isEqualTo(handler.attempts.last());
	}

	@Test
	void callWhenHookThrowsFailsWithException() {
		IOException failure = new IOException();
		CompletableFuture<?> answer = answer(TestHandlers.hooks(new Blocking(failure), Runnable::run));
		AtomicReference<Throwable> seen = new AtomicReference<>();
		answer.whenComplete((value, ex) -> seen.set(ex));
		assertThat(seen).hasValue(failure);
	}

	@Test
	void callWhenHookIsReactiveAnswersWithItsValue() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Blocking(null), Runnable::run);
		Answer<ProxyResponse> answer = hooks.onRequest(TestExchange.create(null));
		assertThat(answer.stage()).isNotNull();
		assertThat(answer.stage().toCompletableFuture().join()).isNotNull();
	}

	@Test
	void callWhenExecutorRejectsThrows() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Blocking(null), (task) -> {
			throw new RejectedExecutionException("full");
		});
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> hooks.upstreamPeer(TestExchange.create(null)));
	}

	@Test
	void callWhenAnswerWasCancelledDoesNotCallHook() {
		Blocking handler = new Blocking(null);
		answer(TestHandlers.hooks(handler, this.tasks::add)).cancel(true);
		this.tasks.remove().run();
		assertThat(handler.calls).hasValue(0);
	}

	private static CompletableFuture<?> answer(ProxyHooks<Object> hooks) {
		Answer<Peer> answer = hooks.upstreamPeer(TestExchange.create(null));
		assertThat(answer.stage()).isNotNull();
		return answer.stage().toCompletableFuture();
	}

	@ProxyHandler(blocking = true)
	static class Blocking {

		private final AtomicInteger calls = new AtomicInteger();

		private final @Nullable Exception failure;

		private @Nullable Attempts attempts;

		Blocking(@Nullable Exception failure) {
			this.failure = failure;
		}

		@NewContext
		String context() {
			return "context";
		}

		@OnRequest
		Mono<ProxyResponse> request() {
			return Mono.fromSupplier(() -> ProxyResponse.of(200));
		}

		@UpstreamPeer
		Peer peer(Attempts attempts) throws Exception {
			this.calls.incrementAndGet();
			this.attempts = attempts;
			if (this.failure != null) {
				throw this.failure;
			}
			return PEER;
		}

	}

}
