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

package dev.detour.proxy.event;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.http.ProxyRequest;

/**
 * What hooks and observers see of one exchange.
 *
 * @param <C> the type of the user's context
 * @since 0.1.0
 */
public interface ExchangeView<C> {

	/**
	 * Returns the user's context of this exchange.
	 * @return the context
	 */
	@Nullable C context();

	/**
	 * Returns the client's request.
	 * @return the request
	 */
	ProxyRequest request();

	/**
	 * Returns the attempts so far.
	 * @return the attempts
	 */
	Attempts attempts();

	/**
	 * Returns the name of the handler that owns this exchange, as in metrics and logs.
	 * @return the name
	 */
	String handler();

	/**
	 * Returns when this exchange began.
	 * @return the time in nanoseconds of a monotonic clock
	 */
	long startedAt();

	/**
	 * Returns how much content was received from the client so far.
	 * @return the number of bytes, without chunk framing
	 */
	long bytesReceived();

	/**
	 * Returns how much content was passed on to the client so far.
	 * @return the number of bytes, without chunk framing
	 */
	long bytesSent();

	/**
	 * Returns what listeners keep with this exchange, so that they need no table of
	 * exchanges. Each uses keys of its own. Used on the event loop of the exchange only.
	 * @return the attributes, which may be changed
	 */
	Map<Object, Object> attributes();

	/**
	 * Returns what an observer has kept, without making room for more.
	 * @param key the key
	 * @return the value, or {@code null}
	 */
	default @Nullable Object attribute(Object key) {
		return attributes().get(key);
	}

}
