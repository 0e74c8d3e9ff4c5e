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

import java.util.function.Supplier;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.server.ExchangeRouter;
import dev.detour.proxy.server.Origin;
import dev.detour.proxy.server.ServerGuard;

/**
 * Mounts the gateway behind the filters of WebFlux: after the endpoints of Actuator and
 * the application's own controllers and router functions, and before static resources.
 * <p>
 * Serves only the application in which it is a bean, and not that of a management port.
 *
 * @since 0.1.0
 */
public final class WebFluxMount implements HandlerMapping, Ordered, ApplicationContextAware {

	/**
	 * After controllers (0) and the welcome page (1).
	 */
	static final int ORDER = 2;

	private static final WebHandler NOTHING = (exchange) -> Mono.empty();

	private final Gateway gateway;

	private final Supplier<@Nullable ExchangeRouter> router;

	private @Nullable ApplicationContext application;

	/**
	 * Creates the mount.
	 * @param gateway what all exchanges have in common
	 * @param router finds who takes on a request, {@code null} if nobody takes on any
	 */
	public WebFluxMount(Gateway gateway, Supplier<@Nullable ExchangeRouter> router) {
		this.gateway = gateway;
		this.router = router;
	}

	@Override
	public void setApplicationContext(ApplicationContext application) {
		this.application = application;
	}

	/**
	 * Returns whether an object is the bean of this name in the application.
	 * @param name the name
	 * @param object the object
	 * @return {@code true} if it is
	 */
	boolean isBean(String name, Object object) {
		return this.application != null && this.application.containsBean(name)
				&& this.application.getBean(name) == object;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Object> getHandler(ServerWebExchange exchange) {
		ExchangeRouter router = this.router.get();
		if (router == null || isForeign(exchange) || LocalForward.isForwarded(exchange)) {
			return Mono.empty();
		}
		HttpServerRequest received = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		Connection connection = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		ClientRequest request = FilteredRequest.of(exchange.getRequest(), received, Origin.of(connection.channel()));
		ProxyHooks<?> hooks = router.route(withinApplication(exchange, request));
		if (hooks == null) {
			return Mono.empty();
		}
		WebHandler handler = (filtered) -> handle(filtered, request, hooks);
		// WebFlux asks for the handler of a preflight request (CORS) but never calls it.
		// It is the peer that knows the answer.
		return CorsUtils.isPreFlightRequest(exchange.getRequest()) ? handler.handle(exchange).thenReturn(NOTHING)
				: Mono.just(handler);
	}

	private boolean isForeign(ServerWebExchange exchange) {
		ApplicationContext application = exchange.getApplicationContext();
		return application != null && application != this.application;
	}

	private static ProxyRequest withinApplication(ServerWebExchange exchange, ClientRequest request) {
		boolean whole = exchange.getRequest().getPath().contextPath().value().isEmpty();
		return whole ? request
				: new RequestWithin(request, exchange.getRequest().getPath().pathWithinApplication().value());
	}

	private Mono<Void> handle(ServerWebExchange exchange, ClientRequest request, ProxyHooks<?> hooks) {
		Connection connection = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		Channel channel = connection.channel();
		ServerGuard guard = ServerGuard.of(channel);
		if (guard == null) {
			return Mono.error(new IllegalStateException("The server has no guard: it was not made by Spring Boot"));
		}
		return hooks.mayForward()
				? new ForwardingDownstream(exchange, request, channel, guard, this.gateway, hooks, application())
					.withForward()
				: new WebFluxDownstream(exchange, request, channel, guard, this.gateway, hooks);
	}

	private @Nullable WebHandler application() {
		return (this.application != null) ? this.application.getBeanProvider(DispatcherHandler.class).getIfUnique()
				: null;
	}

}
