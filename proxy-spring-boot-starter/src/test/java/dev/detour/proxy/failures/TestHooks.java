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

package dev.detour.proxy.failures;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
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
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * User code as a test wants it. Handles only the phases for which something was set.
 */
final class TestHooks implements ProxyHooks<Object> {

	private final Set<Phase> handled = EnumSet.of(Phase.UPSTREAM_PEER);

	private final List<ProxyError> connectFailures = new CopyOnWriteArrayList<>();

	private final List<ProxyError> proxyErrors = new CopyOnWriteArrayList<>();

	private final Function<ExchangeView<Object>, Answer<Peer>> peers;

	private Function<ProxyRequest, Answer<ProxyResponse>> onRequest = (request) -> Answer.none();

	private Function<Peer, Answer<Void>> onConnected = (peer) -> Answer.none();

	private Function<UpstreamRequest, Answer<Void>> onUpstreamRequest = (request) -> Answer.none();

	private Function<UpstreamResponse, Answer<FailureDecision>> onUpstreamResponse = (response) -> Answer.none();

	private Function<ProxyError, Answer<FailureDecision>> onFailure = (error) -> Answer.none();

	private Function<ProxyError, Answer<ProxyResponse>> onGiveUp = (error) -> Answer.none();

	private Function<BodyChunk, Answer<BodyChunk>> onRequestBody = (chunk) -> Answer.none();

	private @Nullable FailoverPolicy limits;

	private TestHooks(Function<ExchangeView<Object>, Answer<Peer>> peers) {
		this.peers = peers;
	}

	/**
	 * Names one peer for each attempt, and the last for all further ones.
	 * @param peers the peers
	 * @return hooks without failure hooks
	 */
	static TestHooks peers(Peer... peers) {
		return new TestHooks((exchange) -> Answer.of(peers[Math.min(exchange.attempts().count(), peers.length - 1)]));
	}

	static TestHooks asking(Function<ExchangeView<Object>, Answer<Peer>> peers) {
		return new TestHooks(peers);
	}

	TestHooks onRequest(Function<ProxyRequest, Answer<ProxyResponse>> hook) {
		this.onRequest = hook;
		return handling(Phase.REQUEST);
	}

	TestHooks onConnected(Function<Peer, Answer<Void>> hook) {
		this.onConnected = hook;
		return handling(Phase.CONNECTED);
	}

	TestHooks onUpstreamRequest(Function<UpstreamRequest, Answer<Void>> hook) {
		this.onUpstreamRequest = hook;
		return handling(Phase.UPSTREAM_REQUEST);
	}

	TestHooks onUpstreamResponse(Function<UpstreamResponse, Answer<FailureDecision>> hook) {
		this.onUpstreamResponse = hook;
		return handling(Phase.UPSTREAM_RESPONSE);
	}

	TestHooks onFailure(FailureDecision decision) {
		return onFailure((error) -> Answer.of(decision));
	}

	TestHooks onFailure(Function<ProxyError, Answer<FailureDecision>> hook) {
		this.onFailure = hook;
		return handling(Phase.CONNECT_FAILURE).handling(Phase.PROXY_ERROR);
	}

	TestHooks onGiveUp(Function<ProxyError, Answer<ProxyResponse>> hook) {
		this.onGiveUp = hook;
		return handling(Phase.GIVE_UP);
	}

	TestHooks onRequestBody(Function<BodyChunk, Answer<BodyChunk>> hook) {
		this.onRequestBody = hook;
		return handling(Phase.REQUEST_BODY);
	}

	TestHooks limits(FailoverPolicy limits) {
		this.limits = limits;
		return this;
	}

	private TestHooks handling(Phase phase) {
		this.handled.add(phase);
		return this;
	}

	/**
	 * Returns what the connect-failure hook was told.
	 * @return the failures in their order
	 */
	List<ProxyError> connectFailures() {
		return this.connectFailures;
	}

	/**
	 * Returns what the proxy-error hook was told.
	 * @return the failures in their order
	 */
	List<ProxyError> proxyErrors() {
		return this.proxyErrors;
	}

	@Override
	public @Nullable FailoverPolicy policy(ProxyRequest request) {
		return this.limits;
	}

	@Override
	public Answer<BodyChunk> onRequestBody(ExchangeView<Object> exchange, Peer peer, BodyChunk chunk) {
		return this.onRequestBody.apply(chunk);
	}

	@Override
	public boolean handles(Phase phase) {
		return this.handled.contains(phase);
	}

	@Override
	public Answer<ProxyResponse> onRequest(ExchangeView<Object> exchange) {
		return this.onRequest.apply(exchange.request());
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<Object> exchange) {
		return this.peers.apply(exchange);
	}

	@Override
	public Answer<Void> onConnected(ExchangeView<Object> exchange, Peer peer) {
		return this.onConnected.apply(peer);
	}

	@Override
	public Answer<Void> onUpstreamRequest(ExchangeView<Object> exchange, Peer peer, UpstreamRequest request) {
		return this.onUpstreamRequest.apply(request);
	}

	@Override
	public Answer<FailureDecision> onConnectFailure(ExchangeView<Object> exchange, Peer peer, ProxyError error) {
		this.connectFailures.add(error);
		return this.onFailure.apply(error);
	}

	@Override
	public Answer<FailureDecision> onUpstreamResponse(ExchangeView<Object> exchange, Peer peer,
			UpstreamResponse response) {
		return this.onUpstreamResponse.apply(response);
	}

	@Override
	public Answer<FailureDecision> onProxyError(ExchangeView<Object> exchange, Peer peer, ProxyError error) {
		this.proxyErrors.add(error);
		return this.onFailure.apply(error);
	}

	@Override
	public Answer<ProxyResponse> onGiveUp(ExchangeView<Object> exchange, ProxyError error) {
		return this.onGiveUp.apply(error);
	}

	@Override
	public @Nullable Object newContext(ProxyRequest request) {
		return null;
	}

}
