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

package dev.detour.proxy.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.netty.http.server.HttpServerConfig;

import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.server.DirectMount;
import dev.detour.proxy.server.ExchangeRouter;
import dev.detour.proxy.server.webflux.MountDecision;
import dev.detour.proxy.server.webflux.WebFluxMount;

/**
 * Mounts the gateway directly on the server if nothing is slipped past by that. Decides
 * when the server starts, and all beans are there.
 * <p>
 * A customizer rather than a bean of type {@code NettyRouteProvider}: that would be
 * applied to the server of a management port as well.
 */
final class MountSelector implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

	private static final Logger logger = LoggerFactory.getLogger(MountSelector.class);

	private final DirectMount direct;

	private final ObjectProvider<Gateway> gateway;

	private final ObjectProvider<ExchangeRouter> router;

	private final ObjectProvider<HttpHandler> handler;

	private final ObjectProvider<WebFluxMount> mount;

	private volatile @Nullable String selected;

	MountSelector(DirectMount direct, ObjectProvider<Gateway> gateway, ObjectProvider<ExchangeRouter> router,
			ObjectProvider<HttpHandler> handler, ObjectProvider<WebFluxMount> mount) {
		this.direct = direct;
		this.gateway = gateway;
		this.router = router;
		this.handler = handler;
		this.mount = mount;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		factory.addServerCustomizers((server) -> this.direct.on(server).doOnBind(this::select));
	}

	private void select(HttpServerConfig server) {
		@Nullable ExchangeRouter router = this.router.getIfAvailable();
		if (router == null) {
			return;
		}
		String obstacle = DirectMount.obstacle(server);
		if (obstacle != null) {
			selected("behind WebFlux, since " + obstacle);
			return;
		}
		MountDecision decision = MountDecision.of(this.handler.getIfUnique(), this.mount.getObject());
		selected(decision.toString());
		if (decision.isDirect()) {
			this.direct.open(server, this.gateway.getObject(), decision.direct(router));
		}
	}

	private void selected(String mount) {
		logger.info("Proxied paths are mounted {}", mount);
		this.selected = mount;
	}

	/**
	 * Returns where proxied paths are mounted.
	 * @return where and why, or {@code null} if that is not decided, or nothing is
	 * proxied
	 */
	@Nullable String mount() {
		return this.selected;
	}

}
