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

package dev.detour.proxy.autoconfigure.route;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.function.SingletonSupplier;
import reactor.netty.http.server.HttpServer;

import dev.detour.proxy.actuate.ManagedGroups;
import dev.detour.proxy.actuate.ManagedPeerGroup;
import dev.detour.proxy.actuate.ManagedSource;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.group.GroupFeedback;
import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.route.GroupLog;
import dev.detour.proxy.route.PeerGroups;
import dev.detour.proxy.route.ProxyRoutes;
import dev.detour.proxy.source.DnsClient;
import dev.detour.proxy.source.GroupSource;
import dev.detour.proxy.source.LookupResult;
import dev.detour.proxy.source.ServiceDiscovery;
import dev.detour.proxy.source.SourceListener;
import dev.detour.proxy.source.SourceLog;
import dev.detour.proxy.source.SourceStatus;
import dev.detour.proxy.upstream.Upstreams;

/**
 * Auto-configuration for routes and groups of peers from properties.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass(HttpServer.class)
public final class ProxyRouteAutoConfiguration {

	@Bean
	GroupLog proxyGroupLog() {
		return new GroupLog();
	}

	@Bean
	@ConditionalOnMissingBean
	ProxyRoutes proxyRoutes(ConfigurableEnvironment environment, ObjectProvider<Gateway> gateway,
			ObjectProvider<GroupListener> listeners, ObjectProvider<LimitSettings.Bounds> bounds,
			ObjectProvider<ServiceDiscovery> discovery) {
		LimitMapper limits = new LimitMapper(bounds.getIfAvailable());
		Supplier<Gateway> known = SingletonSupplier.of(gateway::getObject);
		ExchangeListener exchanges = new ExchangeListener() {

			@Override
			public void fellBack(ExchangeView<?> exchange, Fallback fallback) {
				known.get().listener().fellBack(exchange, fallback);
			}

		};
		return new ProxyRoutes(
				new RouteConfigurationReader(environment, limits, () -> discovery.getIfAvailable() != null),
				() -> gateway.getObject().policy().shuttingDown().getAsBoolean(), new GroupListeners(listeners),
				exchanges, limits.bounds());
	}

	@Bean
	@ConditionalOnMissingBean
	PeerGroups proxyGroups(ProxyRoutes routes) {
		return routes.groups();
	}

	@Bean
	ManagedGroups proxyManagedGroups(PeerGroups groups, GroupSourceLifecycle sources) {
		return () -> groups.all()
			.stream()
			.map((group) -> new ManagedPeerGroup(group.group(), System::nanoTime,
					() -> managed(sources.source(group.name()))))
			.toList();
	}

	private static @Nullable ManagedSource managed(@Nullable GroupSource source) {
		if (source == null) {
			return null;
		}
		SourceStatus status = source.status();
		LookupResult failure = status.failure();
		return new ManagedSource(source.settings().kind(), source.settings().name(), status.lastSuccess(),
				status.failures(), (failure != null) ? failure.toString() : null);
	}

	@Bean
	SourceLog proxySourceLog() {
		return new SourceLog();
	}

	@Bean
	GroupSourceLifecycle proxyGroupSources(ProxyRoutes routes, ObjectProvider<ReactorResourceFactory> resources,
			ObjectProvider<DnsClient> dns, ObjectProvider<ServiceDiscovery> discovery,
			ObjectProvider<SourceListener> listeners) {
		return new GroupSourceLifecycle(routes, new PeerLookups(resources, dns, discovery),
				new SourceListeners(listeners));
	}

	@Bean
	GroupCheckLifecycle proxyGroupChecks(ProxyRoutes routes, ObjectProvider<Upstreams> upstreams,
			ObjectProvider<ReactorResourceFactory> resources) {
		return new GroupCheckLifecycle(routes, upstreams, resources);
	}

	@Bean
	RefreshListener proxyRefreshListener(ProxyRoutes routes) {
		return new RefreshListener(routes, RefreshListener.EVENT);
	}

	@Bean
	GroupFeedback proxyGroupFeedback(PeerGroups groups) {
		return new GroupFeedback(groups::of);
	}

}
