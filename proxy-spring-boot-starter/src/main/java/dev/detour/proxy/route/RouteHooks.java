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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.group.GroupHooks;
import dev.detour.proxy.group.GroupMirror;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * A route to a group of peers: the group names peers and decides about failures, the
 * route rewrites.
 */
final class RouteHooks implements ProxyHooks<Object> {

	private final RouteSettings route;

	private final GroupHooks<Object> group;

	private final FailoverPolicy policy;

	private final @Nullable ExchangeLimit limit;

	private final boolean changesRequest;

	private final @Nullable GroupMirror mirror;

	private final FallbackAnswer fallback;

	RouteHooks(RouteSettings route, GroupHooks<Object> group, FailoverPolicy policy, FallbackAnswer fallback,
			@Nullable ExchangeLimit limit, @Nullable GroupMirror mirror) {
		this.route = route;
		this.group = group;
		this.policy = policy;
		this.limit = limit;
		this.changesRequest = !route.rewrite().isEmpty() || !route.request().isEmpty();
		this.fallback = fallback;
		this.mirror = mirror;
	}

	@Override
	public String name() {
		return this.route.id();
	}

	@Override
	public boolean handles(Phase phase) {
		return this.group.handles(phase) || (phase == Phase.UPSTREAM_REQUEST && this.changesRequest)
				|| (phase == Phase.GIVE_UP && this.route.fallback().answers());
	}

	@Override
	public boolean mayForward() {
		return this.route.fallback().forward() != null;
	}

	@Override
	public @Nullable FailoverPolicy policy(ProxyRequest request) {
		return this.route.failover().clientLimits() ? ClientLimits.apply(this.policy, request.headers()) : this.policy;
	}

	@Override
	public @Nullable ExchangeLimit limit(ProxyRequest request) {
		return this.limit;
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<Object> exchange) {
		return this.group.upstreamPeer(exchange);
	}

	@Override
	public ErrorType whyNoPeer(ExchangeView<Object> exchange) {
		return this.group.whyNoPeer(exchange);
	}

	@Override
	public Answer<Void> onUpstreamRequest(ExchangeView<Object> exchange, Peer peer, UpstreamRequest request) {
		if (!this.route.rewrite().isEmpty() && request.target().startsWith("/")) {
			request.setTarget(this.route.rewrite().apply(request.target()));
		}
		this.route.request().applyTo(request.headers());
		return Answer.none();
	}

	@Override
	public @Nullable Mirror mirror(ProxyRequest request) {
		GroupMirror mirror = this.mirror;
		return (mirror != null && mirror.covers(request)) ? mirror : null;
	}

	@Override
	public Answer<FailureDecision> onConnectFailure(ExchangeView<Object> exchange, Peer peer, ProxyError error) {
		return this.group.onConnectFailure(exchange, peer, error);
	}

	@Override
	public Answer<FailureDecision> onUpstreamResponse(ExchangeView<Object> exchange, Peer peer,
			UpstreamResponse response) {
		Answer<FailureDecision> decision = this.group.onUpstreamResponse(exchange, peer, response);
		// Also those of a response that is refused: it may yet be passed on.
		if (!this.route.response().isEmpty()) {
			this.route.response().applyTo(response.headers());
		}
		return decision;
	}

	@Override
	public Answer<FailureDecision> onProxyError(ExchangeView<Object> exchange, Peer peer, ProxyError error) {
		return this.group.onProxyError(exchange, peer, error);
	}

	@Override
	public Answer<ProxyResponse> onGiveUp(ExchangeView<Object> exchange, ProxyError error) {
		return Answer.of(this.fallback.to(exchange, error));
	}

}
