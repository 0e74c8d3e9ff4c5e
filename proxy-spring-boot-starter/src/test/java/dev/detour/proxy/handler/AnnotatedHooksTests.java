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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;

import dev.detour.proxy.annotation.NewContext;
import dev.detour.proxy.annotation.OnComplete;
import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnConnected;
import dev.detour.proxy.annotation.OnGiveUp;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.OnRequest;
import dev.detour.proxy.annotation.OnRequestBody;
import dev.detour.proxy.annotation.OnResponseBody;
import dev.detour.proxy.annotation.OnUpstreamRequest;
import dev.detour.proxy.annotation.OnUpstreamResponse;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.InheritedLogLevels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AnnotatedHooks}.
 */
@ExtendWith({ InheritedLogLevels.class, OutputCaptureExtension.class })
class AnnotatedHooksTests {

	private static final Peer PEER = Peer.http("localhost", 1);

	private static final ProxyError ERROR = ProxyError.notSent(ErrorType.CONNECT_REFUSED, null);

	private static final ExchangeOutcome OUTCOME = new ExchangeOutcome(ExchangeOutcome.Result.RELAYED, 200, null);

	@Test
	void callWhenHandlerHasEverythingPassesArgumentsByType() {
		Everything handler = new Everything();
		ProxyHooks<Object> hooks = TestHandlers.hooks(handler);
		TestExchange exchange = exchange(hooks).withAttempt(PEER);
		Object context = exchange.context();
		ProxyRequest request = exchange.request();
		Attempts attempts = exchange.attempts();
		UpstreamRequest head = mock(UpstreamRequest.class);
		UpstreamResponse response = mock(UpstreamResponse.class);
		assertThat(hooks.onRequest(exchange).value()).isSameAs(Everything.RESPONSE);
		assertThat(handler.arguments).containsExactly(attempts, context, request);
		assertThat(hooks.upstreamPeer(exchange).value()).isSameAs(PEER);
		assertThat(handler.arguments).containsExactly(request, attempts, context);
		assertThat(hooks.onConnected(exchange, PEER).value()).isNull();
		assertThat(handler.arguments).containsExactly(PEER, request, context, attempts);
		assertThat(hooks.onUpstreamRequest(exchange, PEER, head).value()).isNull();
		assertThat(handler.arguments).containsExactly(head, PEER, context);
		assertThat(hooks.onConnectFailure(exchange, PEER, ERROR).value()).isEqualTo(FailureDecision.retry());
		assertThat(handler.arguments).containsExactly(ERROR, PEER, attempts);
		assertThat(hooks.onUpstreamResponse(exchange, PEER, response).value()).isEqualTo(FailureDecision.giveUp());
		assertThat(handler.arguments).containsExactly(response, PEER);
		assertThat(hooks.onProxyError(exchange, PEER, ERROR).value()).isNull();
		assertThat(handler.arguments).containsExactly(ERROR, PEER, context);
		assertThat(hooks.onGiveUp(exchange, ERROR).value()).isSameAs(Everything.RESPONSE);
		assertThat(handler.arguments).containsExactly(ERROR, PEER, context);
		hooks.onComplete(exchange, OUTCOME);
		assertThat(handler.arguments).containsExactly(OUTCOME, null, PEER, attempts);
	}

	@Test
	void callWhenHooksAreSynchronousCreatesNoStage() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Everything());
		TestExchange exchange = exchange(hooks);
		assertThat(Arrays.asList(hooks.onRequest(exchange), hooks.upstreamPeer(exchange),
				hooks.onConnected(exchange, PEER), hooks.onUpstreamRequest(exchange, PEER, mock(UpstreamRequest.class)),
				hooks.onConnectFailure(exchange, PEER, ERROR),
				hooks.onUpstreamResponse(exchange, PEER, mock(UpstreamResponse.class)),
				hooks.onProxyError(exchange, PEER, ERROR), hooks.onGiveUp(exchange, ERROR)))
			.allSatisfy((answer) -> assertThat(answer.stage()).isNull());
	}

	@Test
	void onCompleteWhenThereWasNoAttemptPassesNoPeer() {
		Everything handler = new Everything();
		ProxyHooks<Object> hooks = TestHandlers.hooks(handler);
		TestExchange exchange = exchange(hooks);
		ExchangeOutcome outcome = new ExchangeOutcome(ExchangeOutcome.Result.FAILED, 500, ERROR);
		hooks.onComplete(exchange, outcome);
		assertThat(handler.arguments).containsExactly(outcome, ERROR, null, exchange.attempts());
	}

	@Test
	void bodyFiltersWhenCalledGetTheChunk() {
		Everything handler = new Everything();
		ProxyHooks<Object> hooks = TestHandlers.hooks(handler);
		TestExchange exchange = exchange(hooks);
		BodyChunk chunk = BodyChunk.of(new byte[] { 1 }, true, false);
		assertThat(hooks.onRequestBody(exchange, PEER, chunk).value().bytes()).isEmpty();
		assertThat(handler.arguments).containsExactly(PEER, chunk, exchange.context());
		assertThat(hooks.onResponseBody(exchange, PEER, chunk)).isSameAs(Answer.none());
		assertThat(handler.arguments).containsExactly(chunk, exchange.request(), exchange.attempts());
	}

	@Test
	void handlesWhenHandlerHasEverythingIsTrueForAllPhases() {
		assertThat(handled(new Everything())).containsExactly(Phase.values());
	}

	@Test
	void handlesWhenHandlerHasPeerOnlyIsTrueForThatOnly() {
		assertThat(handled(new PeerOnly())).containsExactly(Phase.UPSTREAM_PEER);
		ProxyHooks<Object> hooks = TestHandlers.hooks(new PeerOnly());
		TestExchange exchange = exchange(hooks);
		assertThat(exchange.context()).isNull();
		assertThat(hooks.onRequest(exchange)).isSameAs(Answer.none());
		assertThat(hooks.onConnectFailure(exchange, PEER, ERROR)).isSameAs(Answer.none());
		hooks.onComplete(exchange, OUTCOME);
	}

	@Test
	void handlesWhenContextComesFromConstructorIncludesNewContext() {
		assertThat(handled(new Counting())).containsExactlyInAnyOrder(Phase.NEW_CONTEXT, Phase.UPSTREAM_PEER,
				Phase.CONNECT_FAILURE);
	}

	@Test
	void callWhenContextCountsTriesFailsOverOnce() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Counting());
		TestExchange exchange = exchange(hooks);
		assertThat(exchange.context()).isNotSameAs(exchange(hooks).context());
		assertThat(hooks.upstreamPeer(exchange).value()).isEqualTo(Peer.http("first", 1));
		assertThat(hooks.onConnectFailure(exchange, PEER, ERROR).value()).isEqualTo(FailureDecision.retry());
		assertThat(hooks.upstreamPeer(exchange).value()).isEqualTo(Peer.http("second", 1));
		assertThat(hooks.onConnectFailure(exchange, PEER, ERROR).value()).isEqualTo(FailureDecision.giveUp());
	}

	@Test
	void callWhenHookThrowsSurfacesExceptionAsItIs() {
		IOException checked = new IOException("checked");
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Throwing(checked));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> hooks.upstreamPeer(TestExchange.create(null)))
			.isSameAs(checked);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> hooks.newContext(ProxyRequest.of("GET", "/")))
			.isSameAs(checked);
		StackOverflowError error = new StackOverflowError();
		ProxyHooks<Object> failing = TestHandlers.hooks(new Throwing(error));
		assertThatExceptionOfType(StackOverflowError.class)
			.isThrownBy(() -> failing.upstreamPeer(TestExchange.create(null)))
			.isSameAs(error);
	}

	@Test
	void callWhenErrorTypesAreNamedPrefersMethodThatNamesOne() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Narrowed());
		TestExchange exchange = exchange(hooks);
		assertThat(hooks.onConnectFailure(exchange, PEER, ERROR).value()).isEqualTo(FailureDecision.retry());
		assertThat(hooks.onConnectFailure(exchange, PEER, ProxyError.notSent(ErrorType.CONNECT_TIMEOUT, null)).value())
			.isEqualTo(FailureDecision.retrySamePeer());
		assertThat(hooks.onConnectFailure(exchange, PEER, ProxyError.notSent(ErrorType.DNS, null)).value())
			.isEqualTo(FailureDecision.giveUp());
		assertThat(hooks.onProxyError(exchange, PEER, ProxyError.notSent(ErrorType.READ_TIMEOUT, null)).value())
			.isEqualTo(FailureDecision.giveUp());
		assertThat(hooks.onProxyError(exchange, PEER, ProxyError.notSent(ErrorType.H2_RESET, null)))
			.isSameAs(Answer.none());
	}

	@Test
	void onCompleteWhenLateAnswerFailsLogsIt(CapturedOutput output) {
		CompletableFuture<Void> answer = new CompletableFuture<>();
		ProxyHooks<Object> hooks = TestHandlers.hooks(new LateCompletion(answer));
		hooks.onComplete(TestExchange.create(null), OUTCOME);
		answer.completeExceptionally(new IllegalStateException("no disk"));
		assertThat(output).contains("Handler 'handler0' failed in @OnComplete").contains("no disk");
	}

	private static TestExchange exchange(ProxyHooks<Object> hooks) {
		return TestExchange.create(hooks.newContext(ProxyRequest.of("GET", "/")));
	}

	private static Set<Phase> handled(Object handler) {
		ProxyHooks<Object> hooks = TestHandlers.hooks(handler);
		Set<Phase> handled = EnumSet.allOf(Phase.class);
		handled.removeIf((phase) -> !hooks.handles(phase));
		return handled;
	}

	@ProxyHandler
	static class Everything {

		static final ProxyResponse RESPONSE = ProxyResponse.of(204);

		List<@Nullable Object> arguments = new ArrayList<>();

		@NewContext
		StringBuilder newContext(ProxyRequest request) {
			return new StringBuilder(request.method());
		}

		@OnRequest
		ProxyResponse request(Attempts attempts, StringBuilder context, ProxyRequest request) {
			this.arguments = Arrays.asList(attempts, context, request);
			return RESPONSE;
		}

		@UpstreamPeer
		Peer peer(ProxyRequest request, Attempts attempts, CharSequence context) {
			this.arguments = Arrays.asList(request, attempts, context);
			return PEER;
		}

		@OnConnected
		void connected(Peer peer, ProxyRequest request, Object context, Attempts attempts) {
			this.arguments = Arrays.asList(peer, request, context, attempts);
		}

		@OnUpstreamRequest
		void upstreamRequest(UpstreamRequest request, Peer peer, StringBuilder context) {
			this.arguments = Arrays.asList(request, peer, context);
		}

		@OnRequestBody
		BodyChunk requestBody(Peer peer, BodyChunk chunk, StringBuilder context) {
			this.arguments = Arrays.asList(peer, chunk, context);
			return chunk.withoutBytes();
		}

		@OnResponseBody
		void responseBody(BodyChunk chunk, ProxyRequest request, Attempts attempts) {
			this.arguments = Arrays.asList(chunk, request, attempts);
		}

		@OnConnectFailure
		FailureDecision connectFailure(ProxyError error, Peer peer, Attempts attempts) {
			this.arguments = Arrays.asList(error, peer, attempts);
			return FailureDecision.retry();
		}

		@OnUpstreamResponse
		FailureDecision upstreamResponse(UpstreamResponse response, Peer peer) {
			this.arguments = Arrays.asList(response, peer);
			return FailureDecision.giveUp();
		}

		@OnProxyError
		void proxyError(ProxyError error, Peer peer, StringBuilder context) {
			this.arguments = Arrays.asList(error, peer, context);
		}

		@OnGiveUp
		ProxyResponse giveUp(ProxyError error, Peer peer, StringBuilder context) {
			this.arguments = Arrays.asList(error, peer, context);
			return RESPONSE;
		}

		@OnComplete
		void complete(ExchangeOutcome outcome, @Nullable ProxyError error, @Nullable Peer peer, Attempts attempts) {
			this.arguments = Arrays.asList(outcome, error, peer, attempts);
		}

	}

	@ProxyHandler
	static class PeerOnly {

		@UpstreamPeer
		Peer peer() {
			return PEER;
		}

	}

	@ProxyHandler
	static class Counting {

		@UpstreamPeer
		Peer peer(Tries tries) {
			return Peer.http((tries.count < 1) ? "first" : "second", 1);
		}

		@OnConnectFailure
		FailureDecision failToConnect(Tries tries) {
			return (tries.count++ > 0) ? FailureDecision.giveUp() : FailureDecision.retry();
		}

		static final class Tries {

			private int count;

			private Tries() {
			}

		}

	}

	@ProxyHandler
	static class Throwing {

		private final Throwable failure;

		Throwing(Throwable failure) {
			this.failure = failure;
		}

		@NewContext
		String context() throws Throwable {
			throw this.failure;
		}

		@UpstreamPeer
		Peer peer() throws Throwable {
			throw this.failure;
		}

	}

	@ProxyHandler
	static class Narrowed {

		@UpstreamPeer
		Peer peer() {
			return PEER;
		}

		@OnConnectFailure(ErrorType.CONNECT_TIMEOUT)
		FailureDecision timeout() {
			return FailureDecision.retrySamePeer();
		}

		@OnConnectFailure
		FailureDecision others() {
			return FailureDecision.retry();
		}

		@OnConnectFailure({ ErrorType.DNS, ErrorType.NO_ROUTE })
		FailureDecision unreachable() {
			return FailureDecision.giveUp();
		}

		@OnProxyError(ErrorType.READ_TIMEOUT)
		FailureDecision readTimeout() {
			return FailureDecision.giveUp();
		}

	}

	@ProxyHandler
	static class LateCompletion {

		private final CompletableFuture<Void> answer;

		LateCompletion(CompletableFuture<Void> answer) {
			this.answer = answer;
		}

		@UpstreamPeer
		Mono<Peer> peer() {
			return Mono.empty();
		}

		@OnComplete
		CompletionStage<Void> complete() {
			return this.answer;
		}

	}

}
