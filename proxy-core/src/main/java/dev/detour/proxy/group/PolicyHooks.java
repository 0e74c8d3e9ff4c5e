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

package dev.detour.proxy.group;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.NextPeer;
import dev.detour.proxy.policy.RetryPolicy;

/**
 * User code with limits of its own, and with a policy behind it, which decides about
 * failures where the user code has no opinion ({@link FailureDecision#defer()}, or
 * nothing).
 *
 * @param <C> the type of the context
 * @since 0.1.0
 */
public final class PolicyHooks<C> implements ProxyHooks<C> {

	private final ProxyHooks<C> hooks;

	private final @Nullable FailoverPolicy limits;

	private final @Nullable RetryPolicy policy;

	private final RandomGenerator random;

	/**
	 * Creates hooks within the limits of the gateway.
	 * @param hooks the user code
	 * @param policy decides where it has no opinion
	 * @param random where chance comes from; used by many threads
	 */
	public PolicyHooks(ProxyHooks<C> hooks, RetryPolicy policy, RandomGenerator random) {
		this(hooks, null, policy, random);
	}

	/**
	 * Creates the hooks.
	 * @param hooks the user code
	 * @param limits the limits where it names none, or {@code null} for those of the
	 * gateway
	 * @param policy decides where it has no opinion, or {@code null} for no policy
	 * @param random where chance comes from; used by many threads
	 */
	public PolicyHooks(ProxyHooks<C> hooks, @Nullable FailoverPolicy limits, @Nullable RetryPolicy policy,
			RandomGenerator random) {
		this.hooks = hooks;
		this.limits = limits;
		this.policy = policy;
		this.random = random;
	}

	/**
	 * Returns the user code.
	 * @return the hooks that the policy is behind
	 */
	public ProxyHooks<C> userCode() {
		return this.hooks;
	}

	@Override
	public boolean handles(Phase phase) {
		return switch (phase) {
			case CONNECT_FAILURE, PROXY_ERROR, UPSTREAM_RESPONSE -> this.policy != null || this.hooks.handles(phase);
			default -> this.hooks.handles(phase);
		};
	}

	@Override
	public String name() {
		return this.hooks.name();
	}

	@Override
	public @Nullable FailoverPolicy policy(ProxyRequest request) {
		FailoverPolicy own = this.hooks.policy(request);
		return (own != null) ? own : this.limits;
	}

	@Override
	public boolean mayForward() {
		return this.hooks.mayForward();
	}

	@Override
	public @Nullable ExchangeLimit limit(ProxyRequest request) {
		return this.hooks.limit(request);
	}

	@Override
	public @Nullable C newContext(ProxyRequest request) {
		return this.hooks.newContext(request);
	}

	@Override
	public Answer<ProxyResponse> onRequest(ExchangeView<C> exchange) {
		return this.hooks.onRequest(exchange);
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<C> exchange) {
		return this.hooks.upstreamPeer(exchange);
	}

	@Override
	public ErrorType whyNoPeer(ExchangeView<C> exchange) {
		return this.hooks.whyNoPeer(exchange);
	}

	@Override
	public Answer<Void> onConnected(ExchangeView<C> exchange, Peer peer) {
		return this.hooks.onConnected(exchange, peer);
	}

	@Override
	public Answer<Void> onUpstreamRequest(ExchangeView<C> exchange, Peer peer, UpstreamRequest request) {
		return this.hooks.onUpstreamRequest(exchange, peer, request);
	}

	@Override
	public Answer<BodyChunk> onRequestBody(ExchangeView<C> exchange, Peer peer, BodyChunk chunk) {
		return this.hooks.onRequestBody(exchange, peer, chunk);
	}

	@Override
	public Answer<BodyChunk> onResponseBody(ExchangeView<C> exchange, Peer peer, BodyChunk chunk) {
		return this.hooks.onResponseBody(exchange, peer, chunk);
	}

	@Override
	public @Nullable Mirror mirror(ProxyRequest request) {
		return this.hooks.mirror(request);
	}

	@Override
	public Answer<FailureDecision> onConnectFailure(ExchangeView<C> exchange, Peer peer, ProxyError error) {
		Answer<FailureDecision> answer = this.hooks.handles(Phase.CONNECT_FAILURE)
				? this.hooks.onConnectFailure(exchange, peer, error) : Answer.none();
		return orElse(answer, exchange, (policy) -> decide(policy, exchange.attempts(), error));
	}

	@Override
	public Answer<FailureDecision> onProxyError(ExchangeView<C> exchange, Peer peer, ProxyError error) {
		Answer<FailureDecision> answer = this.hooks.handles(Phase.PROXY_ERROR)
				? this.hooks.onProxyError(exchange, peer, error) : Answer.none();
		return orElse(answer, exchange, (policy) -> decide(policy, exchange.attempts(), error));
	}

	@Override
	public Answer<FailureDecision> onUpstreamResponse(ExchangeView<C> exchange, Peer peer, UpstreamResponse response) {
		int status = response.status();
		Answer<FailureDecision> answer = this.hooks.handles(Phase.UPSTREAM_RESPONSE)
				? this.hooks.onUpstreamResponse(exchange, peer, response) : Answer.none();
		return orElse(answer, exchange, (policy) -> policy.onResponse(status, response.headers(),
				exchange.attempts().count(), NextPeer.TRIED, this.random));
	}

	@Override
	public Answer<ProxyResponse> onGiveUp(ExchangeView<C> exchange, ProxyError error) {
		return this.hooks.onGiveUp(exchange, error);
	}

	@Override
	public void onComplete(ExchangeView<C> exchange, ExchangeOutcome outcome) {
		this.hooks.onComplete(exchange, outcome);
	}

	/**
	 * Decides by the policy. Where the next attempt goes is up to the user code and not
	 * known, so it waits.
	 * @param policy the policy
	 * @param attempts the attempts so far
	 * @param error the failure
	 * @return what to do
	 */
	private FailureDecision decide(RetryPolicy policy, Attempts attempts, ProxyError error) {
		return policy.onFailure(error, attempts.count(), NextPeer.TRIED, this.random);
	}

	private Answer<FailureDecision> orElse(Answer<FailureDecision> answer, ExchangeView<C> exchange,
			Function<RetryPolicy, @Nullable FailureDecision> byPolicy) {
		RetryPolicy policy = this.policy;
		if (policy == null) {
			return answer;
		}
		Supplier<@Nullable FailureDecision> decision = () -> {
			FailureDecision decided = byPolicy.apply(policy);
			return (decided != null) ? policy.vouched(decided, exchange.request()) : null;
		};
		CompletionStage<? extends @Nullable FailureDecision> stage = answer.stage();
		if (stage != null) {
			return Answer.later(stage.thenApply((decided) -> hasOpinion(decided) ? decided : decision.get()));
		}
		return hasOpinion(answer.value()) ? answer : Answer.of(decision.get());
	}

	private static boolean hasOpinion(@Nullable FailureDecision decision) {
		return decision != null && !(decision instanceof FailureDecision.Defer);
	}

}
