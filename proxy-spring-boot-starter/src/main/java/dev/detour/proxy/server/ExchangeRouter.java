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

package dev.detour.proxy.server;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;

/**
 * Finds who takes on a request. Called on the event loop for every request.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ExchangeRouter {

	/**
	 * Finds the user's code for a request.
	 * @param request the request
	 * @return the user's code, or {@code null} if the request is not proxied
	 */
	@Nullable ProxyHooks<?> route(ProxyRequest request);

}
