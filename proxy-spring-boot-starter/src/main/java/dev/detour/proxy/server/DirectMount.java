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
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.hook.ProxyHooks;

/**
 * Mounts the gateway directly on Reactor Netty's server, ahead of whatever else it
 * serves.
 *
 * @since 0.1.0
 */
public final class DirectMount {

	private final Gateway gateway;

	private final ExchangeRouter router;

	/**
	 * Creates the mount.
	 * @param gateway what all exchanges have in common
	 * @param router finds who takes on a request
	 */
	public DirectMount(Gateway gateway, ExchangeRouter router) {
		this.gateway = gateway;
		this.router = router;
	}

	/**
	 * Puts a guard on every connection of a server. The gateway needs it however it is
	 * mounted.
	 * @param server the server
	 * @return the server with guards
	 */
	public static HttpServer guard(HttpServer server) {
		return server.childObserve(new ConnectionObserver() {

			@Override
			public void onStateChange(Connection connection, State state) {
				ServerGuard.observe(connection, state);
			}

		});
	}

	/**
	 * Adds the route of the gateway.
	 * @param routes the routes of the server
	 * @return the routes with the gateway's
	 */
	public HttpServerRoutes mount(HttpServerRoutes routes) {
		return routes.route(this::claim, this::handle);
	}

	private boolean claim(HttpServerRequest request) {
		Connection connection = (Connection) request;
		ServerGuard guard = connection.channel().attr(ServerGuard.KEY).get();
		if (guard == null) {
			return false;
		}
		ClientRequest clientRequest = DirectDownstream.clientRequest(request);
		ProxyHooks<?> hooks = this.router.route(clientRequest);
		guard.claim((hooks != null) ? new Claim(clientRequest, hooks) : null);
		return hooks != null;
	}

	private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		Connection connection = (Connection) request;
		ServerGuard guard = connection.channel().attr(ServerGuard.KEY).get();
		@Nullable Claim claim = guard.takeClaim();
		if (claim == null) {
			return Mono.error(new IllegalStateException("The request was not claimed"));
		}
		return new DirectDownstream(request, response, claim.request(), connection, guard, this.gateway, claim.hooks());
	}

	/**
	 * A request on its way from the predicate of the route to its handler.
	 *
	 * @param request the request
	 * @param hooks the user's code
	 */
	record Claim(ClientRequest request, ProxyHooks<?> hooks) {

	}

}
