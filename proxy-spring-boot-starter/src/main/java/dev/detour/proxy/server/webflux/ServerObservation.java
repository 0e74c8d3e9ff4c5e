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

package dev.detour.proxy.server.webflux;

import reactor.util.context.ContextView;

import dev.detour.proxy.event.ExchangeView;

/**
 * Hands the server's observation of a request, if there is one, on to whoever observes
 * the exchange. Nothing is known of it here but its key.
 */
final class ServerObservation {

	/**
	 * The key in Reactor's context, and of the attribute of the exchange.
	 */
	private static final String KEY = "micrometer.observation";

	private ServerObservation() {
	}

	static void pass(ContextView context, ExchangeView<?> exchange) {
		Object observation = context.getOrDefault(KEY, null);
		if (observation != null) {
			exchange.attributes().put(KEY, observation);
		}
	}

}
