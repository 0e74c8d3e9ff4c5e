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

package dev.detour.proxy.exchange;

import java.time.Duration;

import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.upstream.Upstreams;

/**
 * What all exchanges have in common.
 *
 * @param upstreams the way to peers
 * @param policy the limits within which decisions are granted
 * @param forwarding how the gateway and the client are made known
 * @param replayMemory the memory for copies of request content
 * @param hookTimeout how long an answer of user code may take
 * @param listener told what happens
 * @param overload how many exchanges there are at the same time
 * @param mirrors the mirrored requests
 * @since 0.1.0
 */
public record Gateway(Upstreams upstreams, FailoverPolicy policy, ForwardingRules forwarding, ReplayMemory replayMemory,
		Duration hookTimeout, ExchangeListener listener, OverloadRules overload, Mirrors mirrors) {

	/**
	 * Creates a gateway without a limit of exchanges.
	 * @param upstreams the way to peers
	 * @param policy the limits within which decisions are granted
	 * @param forwarding how the gateway and the client are made known
	 * @param replayMemory the memory for copies of request content
	 * @param hookTimeout how long an answer of user code may take
	 * @param listener told what happens
	 * @param mirrors the mirrored requests
	 */
	public Gateway(Upstreams upstreams, FailoverPolicy policy, ForwardingRules forwarding, ReplayMemory replayMemory,
			Duration hookTimeout, ExchangeListener listener, Mirrors mirrors) {
		this(upstreams, policy, forwarding, replayMemory, hookTimeout, listener, OverloadRules.DEFAULT, mirrors);
	}

	/**
	 * Takes on a request.
	 * @param <C> the type of the user's context
	 * @param downstream the client's side
	 * @param hooks the user's code
	 * @return the exchange, which begins with {@link ProxyExchange#start()}
	 */
	public <C> ProxyExchange<C> exchange(Downstream downstream, ProxyHooks<C> hooks) {
		return new ProxyExchange<>(this, downstream, hooks);
	}

}
