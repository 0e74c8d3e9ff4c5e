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

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.core.ResolvableType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link HookResult}.
 */
class HookResultTests {

	private static final Peer PEER = Peer.http("localhost", 1);

	@Test
	void toAnswerWhenPlainReturnsValue() {
		Answer<?> answer = answer(type(Peer.class), PEER);
		assertThat(answer.value()).isSameAs(PEER);
		assertThat(answer.stage()).isNull();
	}

	@Test
	void toAnswerWhenStageIsCompleteReturnsValue() {
		Answer<?> answer = answer(type(CompletableFuture.class, Peer.class), CompletableFuture.completedFuture(PEER));
		assertThat(answer.value()).isSameAs(PEER);
		assertThat(answer.stage()).isNull();
	}

	@Test
	void toAnswerWhenStageIsCompleteWithNullReturnsNone() {
		assertThat(answer(type(CompletionStage.class, Peer.class), CompletableFuture.completedFuture(null)))
			.isSameAs(Answer.none());
	}

	@Test
	void toAnswerWhenStageIsNotCompleteFollowsItWithoutOwningIt() {
		CompletableFuture<Peer> later = new CompletableFuture<>();
		CompletableFuture<?> stage = (CompletableFuture<?>) answer(type(CompletionStage.class, Peer.class), later)
			.stage();
		assertThat(stage).isNotNull().isNotDone();
		CompletableFuture<?> other = (CompletableFuture<?>) answer(type(CompletionStage.class, Peer.class), later)
			.stage();
		stage.cancel(true);
		later.complete(null);
		assertThat(other).isCompletedWithValue(null);
	}

	@Test
	void toAnswerWhenStageFailedFollowsIt() {
		CompletableFuture<Peer> failed = CompletableFuture.failedFuture(new IllegalStateException());
		assertThat(answer(type(CompletionStage.class, Peer.class), failed).stage().toCompletableFuture())
			.isCompletedExceptionally();
	}

	@Test
	void toAnswerWhenMonoHasValueAlreadyReturnsValue() {
		Answer<?> answer = answer(type(Mono.class, Peer.class), Mono.just(PEER));
		assertThat(answer.value()).isSameAs(PEER);
		assertThat(answer.stage()).isNull();
		assertThat(answer(type(Mono.class, Peer.class), Mono.empty())).isSameAs(Answer.none());
	}

	@Test
	void toAnswerWhenMonoHasFailedAlreadyThrows() {
		assertThatIllegalStateException()
			.isThrownBy(() -> answer(type(Mono.class, Peer.class), Mono.error(new IllegalStateException("x"))))
			.withMessage("x");
	}

	@Test
	void toAnswerWhenMonoIsSynchronousSubscribesOnceAndReturnsValue() {
		AtomicInteger subscriptions = new AtomicInteger();
		Mono<Peer> mono = Mono.fromSupplier(() -> {
			subscriptions.incrementAndGet();
			return PEER;
		});
		assertThat(answer(type(Mono.class, Peer.class), mono).value()).isSameAs(PEER);
		assertThat(subscriptions).hasValue(1);
	}

	@Test
	void toAnswerWhenMonoIsLateReturnsStage() {
		Sinks.One<Peer> sink = Sinks.one();
		CompletionStage<?> stage = answer(type(Mono.class, Peer.class), sink.asMono()).stage();
		assertThat(stage).isNotNull();
		sink.tryEmitValue(PEER);
		assertThat(stage.toCompletableFuture()).isCompletedWithValueMatching(PEER::equals);
	}

	@ParameterizedTest
	@EnumSource(value = HookType.class, names = { "UPSTREAM_PEER", "NEW_CONTEXT" }, mode = Mode.EXCLUDE)
	void ofWhenNothingIsReturnedSupportsIt(HookType hook) {
		assertThat(HookResult.of(type(void.class), hook)).isNotNull();
		assertThat(HookResult.of(type(Mono.class, Void.class), hook)).isNotNull();
		assertThat(HookResult.of(type(CompletionStage.class, Void.class), hook)).isNotNull();
	}

	@Test
	void ofWhenSubtypeIsReturnedSupportsIt() {
		assertThat(HookResult.of(type(FailureDecision.Retry.class), HookType.CONNECT_FAILURE)).isNotNull();
		assertThat(HookResult.of(type(Mono.class, FailureDecision.Retry.class), HookType.PROXY_ERROR)).isNotNull();
	}

	@Test
	void ofWhenTypeIsNotSupportedReturnsNull() {
		assertThat(HookResult.of(type(void.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(type(Mono.class, Void.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(type(String.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(type(Object.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(ResolvableType.forRawClass(Mono.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(type(Mono.class, String.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(type(Flux.class, Peer.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(type(Flow.Publisher.class, Peer.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(type(Callable.class, Peer.class), HookType.UPSTREAM_PEER)).isNull();
		assertThat(HookResult.of(type(ProxyResponse.class), HookType.CONNECT_FAILURE)).isNull();
		assertThat(HookResult.of(type(String.class), HookType.COMPLETE)).isNull();
	}

	private static Answer<?> answer(ResolvableType type, Object value) {
		@Nullable HookResult result = HookResult.of(type, HookType.UPSTREAM_PEER);
		assertThat(result).isNotNull();
		return result.toAnswer(value);
	}

	private static ResolvableType type(Class<?> type, Class<?>... generics) {
		return (generics.length > 0) ? ResolvableType.forClassWithGenerics(type, generics)
				: ResolvableType.forClass(type);
	}

}
