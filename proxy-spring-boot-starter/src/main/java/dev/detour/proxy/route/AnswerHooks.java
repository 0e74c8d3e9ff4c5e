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

import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.peer.Peer;

/**
 * A route that answers itself.
 */
final class AnswerHooks implements ProxyHooks<Object> {

	private final String name;

	private final RouteAnswer answer;

	private final PathRewrite rewrite;

	private final HeaderChanges response;

	private final @Nullable ExchangeLimit limit;

	AnswerHooks(RouteSettings route, RouteAnswer answer, @Nullable ExchangeLimit limit) {
		this.name = route.id();
		this.answer = answer;
		this.rewrite = route.rewrite();
		this.response = route.response();
		this.limit = limit;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public boolean handles(Phase phase) {
		return phase == Phase.REQUEST;
	}

	@Override
	public @Nullable ExchangeLimit limit(ProxyRequest request) {
		return this.limit;
	}

	@Override
	public Answer<ProxyResponse> onRequest(ExchangeView<Object> exchange) {
		return Answer.of(this.response.applyTo(this.answer.answer(exchange.request(), this.rewrite)));
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<Object> exchange) {
		return Answer.none();
	}

}
