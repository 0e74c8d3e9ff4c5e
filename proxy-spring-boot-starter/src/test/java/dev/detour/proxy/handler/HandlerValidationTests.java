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

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import dev.detour.proxy.annotation.NewContext;
import dev.detour.proxy.annotation.OnComplete;
import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.OnRequest;
import dev.detour.proxy.annotation.OnRequestBody;
import dev.detour.proxy.annotation.OnResponseBody;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for the problems that are found when an application starts.
 */
class HandlerValidationTests {

	private static final Peer PEER = Peer.http("localhost", 1);

	@Test
	void problemsWhenThereIsNoPeerMethodReportsIt() {
		assertThat(TestHandlers.problems(new NoPeer())).singleElement()
			.hasToString("'handler0': it has no method with @UpstreamPeer. Add one that returns the Peer to go to.");
	}

	@Test
	void problemsWhenThereAreTwoMethodsOfOnePhaseReportsThem() {
		assertThat(TestHandlers.problems(new TwoPeers())).singleElement()
			.hasToString("'handler0': it has 2 methods with @UpstreamPeer: TwoPeers.one(), TwoPeers.two(). "
					+ "Keep one of them.");
	}

	@Test
	void problemsWhenParameterIsNotSupportedNamesSupportedOnes() {
		assertThat(TestHandlers.problems(new UnsupportedParameters()))
			.extracting(HandlerProblem::method, HandlerProblem::description)
			.containsExactly(tuple("UnsupportedParameters.complete(Throwable)",
					"parameter 0 of type java.lang.Throwable is not supported by @OnComplete (supported: "
							+ "the context type, ProxyRequest, Attempts, Peer, ProxyError, ExchangeOutcome)"));
	}

	@Test
	void problemsWhenParameterBelongsToOtherPhaseReportsIt() {
		assertThat(TestHandlers.problems(new WrongPhaseParameters())).extracting(HandlerProblem::description)
			.containsExactlyInAnyOrder(
					"parameter 0 of type dev.detour.proxy.peer.Peer is not supported by @UpstreamPeer (supported: "
							+ "the context type, ProxyRequest, Attempts)",
					"parameter 1 of type dev.detour.proxy.failure.ProxyError is not supported by @OnRequest "
							+ "(supported: the context type, ProxyRequest, Attempts)",
					"parameter 0 of type dev.detour.proxy.http.UpstreamRequest is not supported by "
							+ "@OnConnectFailure (supported: the context type, ProxyRequest, Attempts, Peer, "
							+ "ProxyError)",
					"parameter 0 of type dev.detour.proxy.http.ProxyResponse is not supported by @NewContext "
							+ "(supported: ProxyRequest)");
	}

	@Test
	void problemsWhenReturnTypeIsNotSupportedNamesSupportedOnes() {
		assertThat(TestHandlers.problems(new UnsupportedResults()))
			.extracting(HandlerProblem::method, HandlerProblem::description, HandlerProblem::cure)
			.containsExactlyInAnyOrder(tuple("UnsupportedResults.peer()",
					"returns reactor.core.publisher.Mono<java.lang.String>, which @UpstreamPeer does not support",
					"Return Peer, Mono<Peer> or CompletionStage<Peer>"),
					tuple("UnsupportedResults.failed()", "returns boolean, which @OnConnectFailure does not support",
							"Return FailureDecision, Mono<FailureDecision> or CompletionStage<FailureDecision>, or nothing"),
					tuple("UnsupportedResults.complete()",
							"returns java.lang.String, which @OnComplete does not support",
							"Return nothing, Mono<Void> or CompletionStage<Void>"));
	}

	@Test
	void problemsWhenBodyFilterIsWrongReportsIt() {
		assertThat(TestHandlers.problems(new WrongBodyFilters()))
			.extracting(HandlerProblem::method, HandlerProblem::description, HandlerProblem::cure)
			.containsExactlyInAnyOrder(
					tuple("WrongBodyFilters.request(Peer)", "has no parameter of type BodyChunk", "Add one"),
					tuple("WrongBodyFilters.response(BodyChunk)",
							"returns byte[], which @OnResponseBody does not support",
							"Return BodyChunk, Mono<BodyChunk> or CompletionStage<BodyChunk>, or nothing"));
	}

	@Test
	void problemsWhenErrorTypeIsNamedTwiceReportsIt() {
		assertThat(TestHandlers.problems(new SameErrorTypes())).extracting(HandlerProblem::description)
			.containsExactlyInAnyOrder("names DNS in @OnConnectFailure, and so does SameErrorTypes.dns()",
					"is called for all errors of @OnProxyError, and so is SameErrorTypes.error()");
	}

	@Test
	void problemsWhenErrorTypeCannotOccurReportsIt() {
		assertThat(TestHandlers.problems(new ImpossibleErrorTypes())).extracting(HandlerProblem::description)
			.containsExactlyInAnyOrder("names READ_TIMEOUT, which cannot occur in @OnConnectFailure",
					"names STATUS_REFUSED, which cannot occur in @OnProxyError");
	}

	@Test
	void problemsWhenBeanIsNotHandlerReportsIt() {
		assertThat(TestHandlers.problems(new NotHandler())).singleElement()
			.hasToString("'handler0', NotHandler.peer(): has @UpstreamPeer, but the bean is not a handler. "
					+ "Annotate the class with @ProxyHandler.");
	}

	@Test
	void problemsWhenMethodHasTwoAnnotationsReportsIt() {
		assertThat(TestHandlers.problems(new TwoAnnotations())).extracting(HandlerProblem::description)
			.containsExactly("has more than one annotation: [@OnConnectFailure, @OnProxyError]");
	}

	@Test
	void problemsWhenMethodIsStaticReportsIt() {
		assertThat(TestHandlers.problems(new Static())).extracting(HandlerProblem::method, HandlerProblem::description)
			.containsExactly(tuple("Static.peer()", "is static"));
	}

	@Test
	void problemsWhenContextHasNoConstructorReportsIt() {
		assertThat(TestHandlers.problems(new NoConstructor(), new Inner(), new InterfaceContext()))
			.extracting(HandlerProblem::handler, HandlerProblem::description)
			.allSatisfy((problem) -> assertThat(problem.toList().get(1).toString())
				.contains("is not one of Detour's, and cannot be the context type either: "
						+ "it has no constructor without arguments"))
			.hasSize(3);
	}

	@Test
	void problemsWhenThereAreTwoContextTypesReportsIt() {
		assertThat(TestHandlers.problems(new TwoContexts())).singleElement()
			.extracting(HandlerProblem::description)
			.isEqualTo(
					"it has more than one context type: " + ContextA.class.getName() + ", " + ContextB.class.getName());
	}

	@Test
	void problemsWhenParameterIsNotContextOfFactoryReportsIt() {
		assertThat(TestHandlers.problems(new OtherThanFactory())).singleElement()
			.extracting(HandlerProblem::description)
			.asString()
			.startsWith("parameter 0 of type " + ContextB.class.getName() + " is not supported by @UpstreamPeer");
	}

	@Test
	void problemsWhenOneCandidateCanBeContextReportsOthers() {
		assertThat(TestHandlers.problems(new ContextAndStranger())).singleElement()
			.extracting(HandlerProblem::description)
			.asString()
			.startsWith("parameter 1 of type java.lang.Runnable is not supported by @UpstreamPeer");
	}

	@Test
	void problemsWhenNewContextReturnsNothingReportsIt() {
		assertThat(TestHandlers.problems(new VoidContext())).singleElement()
			.hasToString("'handler0', VoidContext.context(): returns nothing. Return the context.");
	}

	@Test
	void problemsWhenNewContextIsLateReportsIt() {
		assertThat(TestHandlers.problems(new LateContext())).extracting(HandlerProblem::description)
			.containsExactly("returns CompletableFuture, but a context is not waited for");
	}

	@Test
	void problemsWhenPathsAreAmbiguousReportsIt() {
		assertThat(TestHandlers.problems(new Good(), new Good())).singleElement()
			.extracting(HandlerProblem::description)
			.isEqualTo("path '/**' is ambiguous with path '/**' of handler 'handler1'");
	}

	@Test
	void problemsWhenPatternsAreInvalidReportsThem() {
		assertThat(TestHandlers.problems(new BadPatterns())).hasSize(3);
	}

	@Test
	void problemsWhenPathIsMissingReportsIt() {
		assertThat(TestHandlers.problems(new NoPath())).singleElement()
			.extracting(HandlerProblem::description)
			.isEqualTo("it has no path");
	}

	@Test
	void problemsWhenSeveralHandlersAreInvalidReportsAll() {
		assertThat(TestHandlers.problems(new NoPeer(), new Good(), new TwoPeers(), new NotHandler()))
			.extracting(HandlerProblem::handler)
			.contains("handler0", "handler2", "handler3");
	}

	static class ContextA {

	}

	static class ContextB {

	}

	@ProxyHandler
	static class Good {

		@UpstreamPeer
		Peer peer() {
			return PEER;
		}

	}

	@ProxyHandler("/none")
	static class NoPeer {

	}

	@ProxyHandler("/two")
	static class TwoPeers {

		@UpstreamPeer
		Peer one() {
			return PEER;
		}

		@UpstreamPeer
		Peer two() {
			return PEER;
		}

	}

	@ProxyHandler
	static class UnsupportedParameters extends Good {

		@OnComplete
		void complete(Throwable ex) {
		}

	}

	@ProxyHandler
	static class WrongPhaseParameters {

		@NewContext
		ContextA context(ProxyResponse response) {
			return new ContextA();
		}

		@UpstreamPeer
		Peer peer(Peer peer) {
			return peer;
		}

		@OnRequest
		void request(ProxyRequest request, ProxyError error) {
		}

		@OnConnectFailure
		void failed(UpstreamRequest request) {
		}

	}

	@ProxyHandler
	static class UnsupportedResults {

		@UpstreamPeer
		Mono<String> peer() {
			return Mono.empty();
		}

		@OnConnectFailure
		boolean failed() {
			return true;
		}

		@OnComplete
		String complete() {
			return "";
		}

	}

	@ProxyHandler
	static class WrongBodyFilters extends Good {

		@OnRequestBody
		void request(Peer peer) {
		}

		@OnResponseBody
		byte[] response(BodyChunk chunk) {
			return chunk.bytes();
		}

	}

	@ProxyHandler
	static class SameErrorTypes extends Good {

		@OnConnectFailure(ErrorType.DNS)
		void dns() {
		}

		@OnConnectFailure({ ErrorType.NO_ROUTE, ErrorType.DNS })
		void unreachable() {
		}

		@OnProxyError
		void error() {
		}

		@OnProxyError
		void otherError() {
		}

	}

	@ProxyHandler
	static class ImpossibleErrorTypes extends Good {

		@OnConnectFailure(ErrorType.READ_TIMEOUT)
		void connect() {
		}

		@OnProxyError(ErrorType.STATUS_REFUSED)
		void exchange() {
		}

	}

	static class NotHandler {

		@UpstreamPeer
		Peer peer() {
			return PEER;
		}

	}

	@ProxyHandler
	static class TwoAnnotations extends Good {

		@OnConnectFailure
		@OnProxyError
		FailureDecision failed() {
			return FailureDecision.giveUp();
		}

	}

	@ProxyHandler
	static class Static {

		@UpstreamPeer
		static Peer peer() {
			return PEER;
		}

	}

	@ProxyHandler("/1")
	static class NoConstructor extends Good {

		@OnRequest
		void request(Integer context) {
		}

	}

	@ProxyHandler("/2")
	static class Inner extends Good {

		@OnRequest
		void request(Context context) {
		}

		class Context {

		}

	}

	@ProxyHandler("/3")
	static class InterfaceContext extends Good {

		@OnRequest
		void request(Runnable context) {
		}

	}

	@ProxyHandler
	static class TwoContexts {

		@UpstreamPeer
		Peer peer(ContextA context) {
			return PEER;
		}

		@OnRequest
		void request(ContextB context) {
		}

	}

	@ProxyHandler
	static class OtherThanFactory {

		@NewContext
		ContextA context() {
			return new ContextA();
		}

		@UpstreamPeer
		Peer peer(ContextB context) {
			return PEER;
		}

	}

	@ProxyHandler
	static class ContextAndStranger {

		@UpstreamPeer
		Peer peer(ContextA context, Runnable stranger) {
			return PEER;
		}

	}

	@ProxyHandler
	static class VoidContext extends Good {

		@NewContext
		void context() {
		}

	}

	@ProxyHandler
	static class LateContext extends Good {

		@NewContext
		CompletableFuture<ContextA> context() {
			return new CompletableFuture<>();
		}

	}

	@ProxyHandler(path = { "/{", "/ok" }, host = "http://x", methods = "get")
	static class BadPatterns extends Good {

	}

	@ProxyHandler(path = {})
	static class NoPath extends Good {

	}

}
