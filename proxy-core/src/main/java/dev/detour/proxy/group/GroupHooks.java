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

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.balance.StickyCookie;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.NextPeer;
import dev.detour.proxy.policy.RetryPolicy;

/**
 * A gateway to a group of peers, without user code: the group names peers, a policy
 * decides about failures. The limits (attempts, time, budget) are those of the engine
 * that asks; the group has to be told about attempts by {@link GroupFeedback}.
 *
 * @param <C> the type of the context, of which this makes no use
 * @since 0.1.0
 */
public final class GroupHooks<C> implements ProxyHooks<C> {

	private final PeerGroup group;

	private final @Nullable FallbackGroup fallback;

	private final RetryPolicy policy;

	private final LongSupplier clock;

	private final RandomGenerator random;

	/**
	 * Creates the hooks.
	 * @param group the peers
	 * @param policy decides about failures
	 * @param clock tells the time in nanoseconds of a monotonic clock
	 * @param random where chance comes from; used by many threads
	 */
	public GroupHooks(PeerGroup group, RetryPolicy policy, LongSupplier clock, RandomGenerator random) {
		this(group, null, policy, clock, random);
	}

	/**
	 * Creates the hooks.
	 * @param group the peers
	 * @param fallback what stands in for the group, or {@code null} for nothing
	 * @param policy decides about failures
	 * @param clock tells the time in nanoseconds of a monotonic clock
	 * @param random where chance comes from; used by many threads
	 */
	public GroupHooks(PeerGroup group, @Nullable FallbackGroup fallback, RetryPolicy policy, LongSupplier clock,
			RandomGenerator random) {
		this.group = group;
		this.fallback = fallback;
		this.policy = policy;
		this.clock = clock;
		this.random = random;
	}

	@Override
	public String name() {
		return this.group.name();
	}

	@Override
	public boolean handles(Phase phase) {
		return switch (phase) {
			case UPSTREAM_PEER, CONNECT_FAILURE, PROXY_ERROR, UPSTREAM_RESPONSE -> true;
			default -> false;
		};
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<C> exchange) {
		PeerStatus member = (this.fallback != null) ? choose(exchange, this.fallback)
				: this.group.choose(exchange.request(), exchange.attempts(), this.clock.getAsLong());
		return (member != null) ? Answer.of(member.peer()) : Answer.none();
	}

	private @Nullable PeerStatus choose(ExchangeView<C> exchange, FallbackGroup fallback) {
		ProxyRequest request = exchange.request();
		Attempts attempts = exchange.attempts();
		long now = this.clock.getAsLong();
		// Those that may prove themselves do, also where they are too few.
		PeerStatus member = fallback.isDue(this.group, attempts) ? this.group.probe(request, attempts, now)
				: this.group.choose(request, attempts, now);
		if (member != null) {
			return member;
		}
		member = fallback.group().choose(request, attempts, now);
		if (member != null) {
			fallback.used(exchange);
		}
		return member;
	}

	private NextPeer next(Attempts attempts) {
		boolean due = this.fallback != null && this.fallback.isDue(this.group, attempts);
		return due ? NextPeer.UNTRIED : this.group.next(attempts);
	}

	@Override
	public ErrorType whyNoPeer(ExchangeView<C> exchange) {
		return this.group.hasFullPeers() ? ErrorType.OVERLOADED : ErrorType.NO_PEER;
	}

	@Override
	public Answer<FailureDecision> onConnectFailure(ExchangeView<C> exchange, Peer peer, ProxyError error) {
		return onProxyError(exchange, peer, error);
	}

	@Override
	public Answer<FailureDecision> onProxyError(ExchangeView<C> exchange, Peer peer, ProxyError error) {
		Attempts attempts = exchange.attempts();
		FailureDecision decision = this.policy.onFailure(error, attempts.count(), next(attempts), this.random);
		return Answer.of(this.policy.vouched(decision, exchange.request()));
	}

	@Override
	public Answer<FailureDecision> onUpstreamResponse(ExchangeView<C> exchange, Peer peer, UpstreamResponse response) {
		Attempts attempts = exchange.attempts();
		FailureDecision decision = this.policy.onResponse(response.status(), response.headers(), attempts.count(),
				next(attempts), this.random);
		stick(exchange, peer, response);
		return Answer.of((decision != null) ? this.policy.vouched(decision, exchange.request()) : null);
	}

	/**
	 * Sends the client back to this peer, unless it knows that already. Also with a
	 * response that is refused: that may yet be passed on.
	 * @param exchange the exchange
	 * @param peer the peer that answered
	 * @param response its response
	 */
	private void stick(ExchangeView<C> exchange, Peer peer, UpstreamResponse response) {
		StickyCookie cookie = this.group.options().sticky();
		PeerStatus member = (cookie != null) ? this.group.find(peer) : null;
		@Nullable String token = (member != null) ? member.token() : null;
		if (cookie != null && token != null && !token.equals(cookie.sent(exchange.request()))) {
			response.headers().add("Set-Cookie", cookie.field(token, exchange.request()));
		}
	}

}
