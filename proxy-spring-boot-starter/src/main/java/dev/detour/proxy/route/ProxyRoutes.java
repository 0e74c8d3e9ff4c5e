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

package dev.detour.proxy.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.group.FallbackGroup;
import dev.detour.proxy.group.GroupHooks;
import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.GroupMirror;
import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.handler.ProxyHandlerRegistry;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.HedgePolicy;

/**
 * The routes from configuration. They can change while the gateway runs: an exchange
 * finishes on the route that it began on.
 *
 * @since 0.1.0
 */
public final class ProxyRoutes {

	private static final Logger logger = LoggerFactory.getLogger(ProxyRoutes.class);

	private final Supplier<RouteConfiguration> source;

	private final BooleanSupplier shuttingDown;

	private final PeerGroups groups;

	private final ExchangeListener exchanges;

	private final RouteLimits limits;

	private final List<Runnable> reloaded = new CopyOnWriteArrayList<>();

	private volatile ProxyHandlerRegistry table = ProxyHandlerRegistry.of(List.of());

	private Map<String, RouteHedge> hedges = Map.of();

	private volatile RouteConfiguration configuration = new RouteConfiguration(List.of(), List.of());

	/**
	 * Reads the configuration for the first time.
	 * @param source reads the configuration, or throws if it is wrong
	 * @param shuttingDown tells whether the gateway is shutting down
	 * @param listener told what happens to groups; must not throw
	 * @param exchanges told what stands in for peers that have failed; must not throw
	 * @param bounds makes limits that find themselves
	 */
	public ProxyRoutes(Supplier<RouteConfiguration> source, BooleanSupplier shuttingDown, GroupListener listener,
			ExchangeListener exchanges, LimitSettings.Bounds bounds) {
		this.source = source;
		this.shuttingDown = shuttingDown;
		this.groups = new PeerGroups(listener);
		this.exchanges = exchanges;
		this.limits = new RouteLimits(bounds);
		use(source.get());
	}

	/**
	 * Returns the groups.
	 * @return the groups, always the same object
	 */
	public PeerGroups groups() {
		return this.groups;
	}

	/**
	 * Returns the limits of routes.
	 * @return a snapshot
	 */
	public List<ExchangeLimit> limits() {
		return this.limits.all();
	}

	/**
	 * Returns the configuration that is in use.
	 * @return the configuration
	 */
	public RouteConfiguration configuration() {
		return this.configuration;
	}

	/**
	 * Finds the route of a request. Never throws, whatever the client sent.
	 * @param request the request
	 * @return the hooks, or {@code null} if no route matches
	 */
	public @Nullable ProxyHooks<?> find(ProxyRequest request) {
		var match = this.table.match(request);
		return (match != null) ? match.hooks() : null;
	}

	/**
	 * Reads the configuration anew and puts it into use, all of it or nothing: if it is
	 * wrong, this throws what says so, and everything stays as it is. Groups whose
	 * options stay the same keep what is known about their peers.
	 */
	public synchronized void reload() {
		RouteConfiguration read = this.source.get();
		use(read);
		this.reloaded.forEach(Runnable::run);
		logger.info("Routes were reloaded: {} routes, {} groups", read.routes().size(), read.groups().size());
	}

	/**
	 * Adds what is to be done after every reload.
	 * @param task the task
	 */
	public void onReload(Runnable task) {
		this.reloaded.add(task);
	}

	private void use(RouteConfiguration wanted) {
		Map<String, LiveGroup> prepared = this.groups.prepare(wanted.groups());
		Map<String, RouteHedge> hedges = hedges(wanted);
		Map<String, RouteLimits.Live> limits = this.limits.prepare(wanted.routes());
		List<HandlerMapping> mappings = wanted.routes()
			.stream()
			.map((route) -> mapping(route, prepared, hedges.get(route.id()), RouteLimits.of(route.id(), limits)))
			.toList();
		ProxyHandlerRegistry table = ProxyHandlerRegistry.of(mappings);
		this.groups.use(prepared);
		this.limits.use(limits);
		this.table = table;
		this.hedges = hedges;
		this.configuration = wanted;
	}

	/**
	 * Makes the policies of hedges. One that stays the same keeps what it has measured.
	 * @param wanted the configuration
	 * @return the policies by route
	 */
	private Map<String, RouteHedge> hedges(RouteConfiguration wanted) {
		Map<String, RouteHedge> hedges = new HashMap<>();
		for (RouteSettings route : wanted.routes()) {
			HedgeSettings settings = route.failover().hedge();
			RouteHedge old = this.hedges.get(route.id());
			if (settings != null) {
				hedges.put(route.id(), (old != null && old.settings.equals(settings)) ? old
						: new RouteHedge(settings, settings.policy()));
			}
		}
		return hedges;
	}

	private HandlerMapping mapping(RouteSettings route, Map<String, LiveGroup> groups, @Nullable RouteHedge hedge,
			@Nullable ExchangeLimit limit) {
		RouteAnswer answer = route.answer();
		if (answer != null) {
			return route.mapping(new AnswerHooks(route, answer, limit));
		}
		LiveGroup live = live(route, route.group(), groups);
		FailoverSettings failover = route.failover();
		FailoverPolicy policy = new FailoverPolicy(failover.maxAttempts(), failover.timeout(), live.budget(),
				this.shuttingDown, failover.attemptTimeout(), (hedge != null) ? hedge.policy : null);
		RouteFallback fallback = route.fallback();
		FallbackGroup fallbackGroup = (fallback.group() != null) ? new FallbackGroup(
				live(route, fallback.group(), groups).group(), fallback.afterAttempts(), this.exchanges) : null;
		GroupHooks<Object> hooks = new GroupHooks<>(live.group(), fallbackGroup, failover.policy(), System::nanoTime,
				PeerGroups.RANDOM);
		return route.mapping(new RouteHooks(route, hooks, policy,
				new FallbackAnswer(fallback, route.response(), this.exchanges), limit, mirror(route, groups)));
	}

	private static LiveGroup live(RouteSettings route, @Nullable String name, Map<String, LiveGroup> groups) {
		LiveGroup live = groups.get(name);
		if (live == null) {
			throw new IllegalArgumentException("Route '" + route.id() + "' has no group '" + name + "'");
		}
		return live;
	}

	private static @Nullable GroupMirror mirror(RouteSettings route, Map<String, LiveGroup> groups) {
		MirrorSettings mirror = route.mirror();
		if (mirror == null) {
			return null;
		}
		LiveGroup live = groups.get(mirror.group());
		if (live == null) {
			throw new IllegalArgumentException(
					"Route '" + route.id() + "' is mirrored to group '" + mirror.group() + "', which is not there");
		}
		return new GroupMirror(live.group(), mirror.methods(), mirror.sample(), mirror.limits(), System::nanoTime,
				PeerGroups.RANDOM);
	}

	private record RouteHedge(HedgeSettings settings, HedgePolicy policy) {

	}

}
