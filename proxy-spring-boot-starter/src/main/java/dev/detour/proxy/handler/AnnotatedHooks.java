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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
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

/**
 * The annotated methods of a bean as hooks.
 */
final class AnnotatedHooks implements ProxyHooks<Object>, DescribedHooks {

	private static final Log logger = LogFactory.getLog(AnnotatedHooks.class);

	private final String handler;

	private final @Nullable ContextFactory contextFactory;

	private final Map<Phase, Hook> hooks;

	private final Map<Phase, List<String>> methods;

	AnnotatedHooks(String handler, @Nullable ContextFactory contextFactory, Map<Phase, Hook> hooks,
			Map<Phase, List<String>> methods) {
		this.handler = handler;
		this.contextFactory = contextFactory;
		this.hooks = new EnumMap<>(hooks);
		this.methods = new EnumMap<>(methods);
	}

	@Override
	public String name() {
		return this.handler;
	}

	@Override
	public boolean handles(Phase phase) {
		return (phase == Phase.NEW_CONTEXT) ? this.contextFactory != null : this.hooks.containsKey(phase);
	}

	@Override
	public List<String> methods(Phase phase) {
		return this.methods.getOrDefault(phase, List.of());
	}

	@Override
	public @Nullable Object newContext(ProxyRequest request) {
		return (this.contextFactory != null) ? this.contextFactory.create(request) : null;
	}

	@Override
	public Answer<ProxyResponse> onRequest(ExchangeView<Object> exchange) {
		return call(Phase.REQUEST, HookCall.of(exchange));
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<Object> exchange) {
		return call(Phase.UPSTREAM_PEER, HookCall.of(exchange));
	}

	@Override
	public Answer<Void> onConnected(ExchangeView<Object> exchange, Peer peer) {
		return call(Phase.CONNECTED, HookCall.of(exchange, peer, null, null));
	}

	@Override
	public Answer<Void> onUpstreamRequest(ExchangeView<Object> exchange, Peer peer, UpstreamRequest request) {
		return call(Phase.UPSTREAM_REQUEST, HookCall.of(exchange, peer, null, request));
	}

	@Override
	public Answer<BodyChunk> onRequestBody(ExchangeView<Object> exchange, Peer peer, BodyChunk chunk) {
		return call(Phase.REQUEST_BODY, HookCall.of(exchange, peer, null, chunk));
	}

	@Override
	public Answer<FailureDecision> onConnectFailure(ExchangeView<Object> exchange, Peer peer, ProxyError error) {
		return call(Phase.CONNECT_FAILURE, HookCall.of(exchange, peer, error, null));
	}

	@Override
	public Answer<FailureDecision> onUpstreamResponse(ExchangeView<Object> exchange, Peer peer,
			UpstreamResponse response) {
		return call(Phase.UPSTREAM_RESPONSE, HookCall.of(exchange, peer, null, response));
	}

	@Override
	public Answer<BodyChunk> onResponseBody(ExchangeView<Object> exchange, Peer peer, BodyChunk chunk) {
		return call(Phase.RESPONSE_BODY, HookCall.of(exchange, peer, null, chunk));
	}

	@Override
	public Answer<FailureDecision> onProxyError(ExchangeView<Object> exchange, Peer peer, ProxyError error) {
		return call(Phase.PROXY_ERROR, HookCall.of(exchange, peer, error, null));
	}

	@Override
	public Answer<ProxyResponse> onGiveUp(ExchangeView<Object> exchange, ProxyError error) {
		return call(Phase.GIVE_UP, HookCall.afterLastAttempt(exchange, error, null));
	}

	@Override
	public void onComplete(ExchangeView<Object> exchange, ExchangeOutcome outcome) {
		Answer<Void> answer = call(Phase.COMPLETE, HookCall.afterLastAttempt(exchange, outcome.error(), outcome));
		CompletionStage<?> stage = answer.stage();
		if (stage != null) {
			stage.whenComplete((value, failure) -> {
				if (failure != null) {
					logger.warn("Handler '" + this.handler + "' failed in " + HookType.COMPLETE, failure);
				}
			});
		}
	}

	/**
	 * Calls the user code of a phase.
	 * @param <T> what it answers with; its return type was checked when it was found
	 * @param phase the phase
	 * @param call what it can be given
	 * @return the answer, none if the phase has no user code
	 */
	@SuppressWarnings("unchecked")
	private <T> Answer<T> call(Phase phase, HookCall call) {
		Hook hook = this.hooks.get(phase);
		return (hook != null) ? (Answer<T>) hook.call(call) : Answer.none();
	}

	@Override
	public String toString() {
		return "AnnotatedHooks[" + this.handler + "]";
	}

}
