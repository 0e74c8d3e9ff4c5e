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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

/**
 * All that one call of a hook can be given.
 *
 * @param context the user's context
 * @param request the client's request
 * @param attempts the attempts so far
 * @param peer the peer of the attempt
 * @param error what went wrong
 * @param subject what only this phase has: a head, a chunk, or the outcome
 */
record HookCall(@Nullable Object context, ProxyRequest request, Attempts attempts, @Nullable Peer peer,
		@Nullable ProxyError error, @Nullable Object subject) {

	static HookCall of(ExchangeView<Object> exchange) {
		return of(exchange, null, null, null);
	}

	static HookCall of(ExchangeView<Object> exchange, @Nullable Peer peer, @Nullable ProxyError error,
			@Nullable Object subject) {
		return new HookCall(exchange.context(), exchange.request(), exchange.attempts(), peer, error, subject);
	}

	static HookCall afterLastAttempt(ExchangeView<Object> exchange, @Nullable ProxyError error,
			@Nullable Object subject) {
		Attempt last = exchange.attempts().current();
		return of(exchange, (last != null) ? last.peer() : null, error, subject);
	}

	/**
	 * Returns this call for another thread, which must not see the exchange go on.
	 * @return the call with the attempts as they are now
	 */
	HookCall detached() {
		return new HookCall(this.context, this.request, AttemptsSnapshot.of(this.attempts), this.peer, this.error,
				this.subject);
	}

}
