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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.util.unit.DataSize;
import reactor.netty.http.server.HttpServer;

import dev.detour.proxy.actuate.ManagedGroups;
import dev.detour.proxy.actuate.ManagedPeerGroup;
import dev.detour.proxy.autoconfigure.route.LimitMapper;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.MirrorListener;
import dev.detour.proxy.exchange.ExchangeLog;
import dev.detour.proxy.exchange.ForwardingRules;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.exchange.MirrorLog;
import dev.detour.proxy.exchange.Mirrors;
import dev.detour.proxy.exchange.OverloadLog;
import dev.detour.proxy.exchange.OverloadRules;
import dev.detour.proxy.exchange.ReplayMemory;
import dev.detour.proxy.exchange.ShieldedListeners;
import dev.detour.proxy.exchange.UnsafeUseLog;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.handler.HandlerMatch;
import dev.detour.proxy.handler.ProxyHandlerRegistry;
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.RetryBudget;
import dev.detour.proxy.route.ProxyRoutes;
import dev.detour.proxy.server.ConnectionSetup;
import dev.detour.proxy.server.DirectMount;
import dev.detour.proxy.server.ExchangeRouter;
import dev.detour.proxy.server.ServerLimits;
import dev.detour.proxy.server.webflux.WebFluxMount;
import dev.detour.proxy.source.DnsClient;
import dev.detour.proxy.upstream.NettyUpstreams;
import dev.detour.proxy.upstream.Transport;
import dev.detour.proxy.upstream.UpstreamListener;
import dev.detour.proxy.upstream.Upstreams;

/**
 * Auto-configuration for the data path of the gateway.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { NettyReactiveWebServerAutoConfiguration.class, ProxyHandlerAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass(HttpServer.class)
@EnableConfigurationProperties({ ProxyProperties.class, ProxyUpstreamProperties.class, ProxyDnsProperties.class })
public final class ProxyAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DnsClient proxyDnsClient(ReactorResourceFactory resources, ProxyDnsProperties properties) {
		return NameServers.of(properties, new LoopResourcesTransport(resources));
	}

	@Bean
	@ConditionalOnMissingBean(Upstreams.class)
	NettyUpstreams proxyUpstreams(ReactorResourceFactory resources, DnsClient dns, ObjectProvider<SslBundles> bundles,
			ProxyUpstreamProperties properties, ObjectProvider<UpstreamListener> listeners) {
		Transport transport = new LoopResourcesTransport(resources);
		SslBundleMaterial material = new SslBundleMaterial(bundles.getIfAvailable());
		NettyUpstreams upstreams = new NettyUpstreams(transport, new DnsResolvers(dns), material, properties.toLimits(),
				properties.toKeepAlive(), UpstreamListener.of(listeners.orderedStream().toList()));
		material.onReload(upstreams::reloadTls);
		return upstreams;
	}

	@Bean
	ExchangeLog proxyExchangeLog() {
		return new ExchangeLog();
	}

	@Bean
	OverloadLog proxyOverloadLog() {
		return new OverloadLog(System::nanoTime);
	}

	@Bean
	UnsafeUseLog proxyUnsafeUseLog() {
		return new UnsafeUseLog();
	}

	@Bean
	StartupSummary proxyStartupSummary(ObjectProvider<ProxyHandlerRegistry> handlers) {
		return new StartupSummary(handlers);
	}

	@Bean
	ShutdownNotice proxyShutdownNotice(ObjectProvider<NettyUpstreams> upstreams, ObjectProvider<Mirrors> mirrors) {
		return new ShutdownNotice((stopped) -> {
			mirrors.ifAvailable((each) -> each.stop(stopped));
			upstreams.ifAvailable((each) -> each.drain(stopped));
		});
	}

	@Bean
	MirrorLog proxyMirrorLog() {
		return new MirrorLog();
	}

	@Bean
	@ConditionalOnMissingBean
	Mirrors proxyMirrors(ProxyProperties properties, ObjectProvider<MirrorListener> listeners) {
		DataSize limit = properties.getMirror().getMaxTotalSize();
		if (limit.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("proxy.mirror.max-total-size", limit,
					"Must not be negative.");
		}
		return new Mirrors(limit.toBytes(), listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	Gateway proxyGateway(Upstreams upstreams, ProxyProperties properties, ShutdownNotice shutdown,
			ObjectProvider<ExchangeListener> listeners, ConfigurableEnvironment environment,
			ObjectProvider<LimitSettings.Bounds> bounds, Mirrors mirrors) {
		FailoverPolicy policy = new FailoverPolicy(properties.getFailover().getMaxAttempts(), null,
				RetryBudget.UNLIMITED, shutdown);
		ProxyProperties.Forwarded forwarded = properties.getForwarded();
		ProxyProperties.Replay replay = properties.getReplay();
		OverloadRules overload = new LimitMapper(bounds.getIfAvailable()).gateway(properties.getOverload(),
				environment);
		return new Gateway(upstreams, policy, new ForwardingRules(forwarded.getStyle(), forwarded.isVia()),
				new ReplayMemory(replay.getMaxExchangeSize().toBytes(), replay.getMaxTotalSize().toBytes()),
				properties.getHooks().getTimeout(), new ShieldedListeners(listeners.orderedStream().toList()), overload,
				mirrors);
	}

	@Bean
	@ConditionalOnMissingBean
	ExchangeRouter proxyRouter(ProxyHandlerRegistry handlers, ObjectProvider<ProxyRoutes> routes) {
		@Nullable ProxyRoutes configured = routes.getIfAvailable();
		return (request) -> {
			HandlerMatch match = handlers.match(request);
			return (match != null) ? match.hooks() : (configured != null) ? configured.find(request) : null;
		};
	}

	@Bean
	NettyServerCustomizer proxyConnectionSetup(ProxyProperties properties) {
		ProxyServerProperties limits = properties.getServer();
		long maxContentSize = (limits.getMaxContentSize() != null) ? limits.getMaxContentSize().toBytes() : -1;
		ServerLimits serverLimits = new ServerLimits(timeout(limits.getHeadTimeout()),
				timeout(limits.getContentTimeout()), timeout(limits.getWriteTimeout()), maxContentSize,
				limits.isWebSocketOverHttp2());
		Integer maxConnections = limits.getMaxConnections();
		return (server) -> {
			HttpServer limited = (maxConnections != null) ? server.maxConnections(maxConnections) : server;
			return ConnectionSetup.on(serverLimits.on(limited));
		};
	}

	@Bean
	ProxyHeadersCustomizer proxyHeadersCustomizer(ProxyProperties properties) {
		return new ProxyHeadersCustomizer(properties.getServer());
	}

	@Bean
	WebSocketsOverHttp2 proxyWebSocketsOverHttp2(ProxyProperties properties) {
		return new WebSocketsOverHttp2(properties.getServer().isWebSocketOverHttp2());
	}

	private static @Nullable Duration timeout(Duration timeout) {
		return timeout.isZero() ? null : timeout;
	}

	@Bean
	ManagedGroups proxyPeerGroups(ObjectProvider<PeerGroup> groups) {
		return SingletonSupplier.of(() -> groups.orderedStream()
			.map((group) -> new ManagedPeerGroup(group, System::nanoTime))
			.toList())::obtain;
	}

	@Bean
	WebFluxMount proxyWebFluxMount(Gateway gateway, ObjectProvider<ExchangeRouter> router) {
		return new WebFluxMount(gateway, SingletonSupplier.ofNullable(router::getIfAvailable));
	}

	@Bean
	DirectMount proxyDirectMount() {
		return new DirectMount();
	}

	@Bean
	DirectShutdown proxyDirectShutdown(DirectMount mount, ServerProperties server) {
		return new DirectShutdown(mount, server.getShutdown() == Shutdown.GRACEFUL);
	}

	@Bean
	MountSelector proxyMountSelector(DirectMount directMount, ObjectProvider<Gateway> gateway,
			ObjectProvider<ExchangeRouter> router, ObjectProvider<HttpHandler> handler,
			ObjectProvider<WebFluxMount> mount) {
		return new MountSelector(directMount, gateway, router, handler, mount);
	}

}
