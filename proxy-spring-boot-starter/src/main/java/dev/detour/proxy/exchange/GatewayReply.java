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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.Step;
import dev.detour.proxy.http.Forward;
import dev.detour.proxy.http.ProxyResponse;

/**
 * Sends a response of the gateway, or has the application make it.
 */
final class GatewayReply {

	private GatewayReply() {
	}

	/**
	 * Sends the response, and tells the engine when it was sent.
	 * @param exchange the exchange
	 * @param reply the response
	 */
	static void send(ProxyExchange<?> exchange, Step.Reply reply) {
		ProxyResponse response = (exchange.grpc() != null) ? GrpcCall.page(reply.status(), reply.response())
				: reply.response();
		Downstream downstream = exchange.downstream();
		boolean close = !exchange.body().isReceived();
		Forward forward = (response != null) ? response.forward() : null;
		if (forward != null && downstream.forward(forward, reply.status(), close, (status) -> sent(exchange, status),
				exchange::gone)) {
			return;
		}
		@Nullable ProxyResponse page = (forward != null) ? null : response;
		exchange.countSent(ErrorPages.send(downstream, reply.status(), page, close));
		sent(exchange, reply.status());
	}

	private static void sent(ProxyExchange<?> exchange, int status) {
		exchange.advance(exchange.engine().replied(status));
	}

}
