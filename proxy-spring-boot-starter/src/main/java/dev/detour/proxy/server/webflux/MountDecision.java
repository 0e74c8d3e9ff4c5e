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

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.HttpHandler;

import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.server.ExchangeRouter;

/**
 * Whether the gateway may be mounted directly on the server, past WebFlux: only if
 * nothing stands in front of the handlers of WebFlux, and only for requests that the
 * application cannot claim with higher precedence. Decided by what is really there rather
 * than by how it was configured. What is registered with WebFlux after the decision is
 * not taken into account.
 *
 * @since 0.1.0
 */
public final class MountDecision {

	private final @Nullable String obstacle;

	private final ClaimedPaths claimed;

	private MountDecision(@Nullable String obstacle, ClaimedPaths claimed) {
		this.obstacle = obstacle;
		this.claimed = claimed;
	}

	/**
	 * Decides.
	 * @param handler what the server calls for a request that is not taken on directly,
	 * {@code null} if that is not known
	 * @param mount the mount in WebFlux
	 * @return the decision
	 */
	public static MountDecision of(@Nullable HttpHandler handler, WebFluxMount mount) {
		ClaimedPaths claimed = new ClaimedPaths();
		return new MountDecision(new WebFluxInspection(mount, claimed).obstacle(handler), claimed);
	}

	/**
	 * Returns whether the gateway may be mounted directly.
	 * @return {@code true} if it may
	 */
	public boolean isDirect() {
		return this.obstacle == null;
	}

	/**
	 * Leaves requests that the application may claim, or may have to answer, to WebFlux.
	 * @param router finds who takes on a request
	 * @return the router for the direct mount
	 */
	public ExchangeRouter direct(ExchangeRouter router) {
		ExchangeRouter direct = (request) -> {
			ProxyHooks<?> hooks = router.route(request);
			return (hooks != null && hooks.mayForward()) ? null : hooks;
		};
		return this.claimed.isEmpty() ? direct
				: (request) -> this.claimed.contains(request.path()) ? null : direct.route(request);
	}

	@Override
	public String toString() {
		return isDirect() ? "directly on the server, since nothing stands in front of it"
				: "behind WebFlux, since " + this.obstacle;
	}

}
