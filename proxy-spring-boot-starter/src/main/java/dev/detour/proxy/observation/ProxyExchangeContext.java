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

package dev.detour.proxy.observation;

import io.micrometer.observation.transport.RequestReplyReceiverContext;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.http.ProxyRequest;

/**
 * Context of the observation of an exchange. The response is the outcome, once there is
 * one.
 *
 * @since 0.1.0
 */
public final class ProxyExchangeContext extends RequestReplyReceiverContext<ProxyRequest, ExchangeOutcome> {

	private final ExchangeView<?> exchange;

	/**
	 * Creates the context.
	 * @param exchange the exchange
	 * @param received whether the client's trace is continued; otherwise an observation
	 * of the server is the parent, which has continued it
	 */
	ProxyExchangeContext(ExchangeView<?> exchange, boolean received) {
		super((request, name) -> received ? request.headers().first(name) : null);
		this.exchange = exchange;
		setCarrier(exchange.request());
	}

	/**
	 * Returns the exchange.
	 * @return the exchange
	 */
	public ExchangeView<?> exchange() {
		return this.exchange;
	}

	/**
	 * Returns how the exchange ended.
	 * @return the outcome, or {@code null} while it goes on
	 */
	public @Nullable ExchangeOutcome outcome() {
		return getResponse();
	}

}
