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

package dev.detour.proxy.upstream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.Peer;

/**
 * The way to peers over Netty channels, with a pool of connections for every event loop.
 *
 * @since 0.1.0
 */
public final class NettyUpstreams implements Upstreams, AutoCloseable {

	private static final long CLOSE_SECONDS = 2;

	private final ChannelGroup channels = new DefaultChannelGroup("detour-upstream", GlobalEventExecutor.INSTANCE);

	private final AddressResolverGroup<InetSocketAddress> resolvers;

	private final TlsContexts tls;

	private final Connector connector;

	private final PoolGroup pools;

	private final FastThreadLocal<SharedDials> sharedDials = new FastThreadLocal<>() {

		@Override
		protected SharedDials initialValue() {
			return new SharedDials(NettyUpstreams.this.connector.protocols());
		}

	};

	/**
	 * Creates the way to peers.
	 * @param transport the kind of channels
	 * @param resolvers resolve the names of peers, without blocking; closed by
	 * {@link #close()}
	 * @param material gives trust and client certificates
	 * @param limits how many connections there may be
	 * @param keepAlive when the operating system probes connections
	 * @param listener told what becomes of connections
	 */
	public NettyUpstreams(Transport transport, AddressResolverGroup<InetSocketAddress> resolvers, TlsMaterial material,
			ConnectionLimits limits, TcpKeepAlive keepAlive, UpstreamListener listener) {
		this.pools = new PoolGroup(limits);
		this.tls = new TlsContexts(material);
		this.connector = new Connector(transport, resolvers, this.tls, keepAlive, this.channels, listener);
		this.resolvers = resolvers;
	}

	@Override
	public UpstreamAttempt prepare(Peer peer, ConnectionChoice choice, EventLoop eventLoop, AttemptListener listener) {
		if (peer.connectionKey().proxyProtocol() != null) {
			// A connection says that it is of one client, so it cannot be used for
			// others.
			return new PeerAttempt(peer.withIdleTimeout(Duration.ZERO), ConnectionChoice.FRESH, eventLoop, listener,
					this);
		}
		return new PeerAttempt(peer, choice, eventLoop, listener, this);
	}

	SharedDials sharedDials() {
		return this.sharedDials.get();
	}

	PoolGroup pools() {
		return this.pools;
	}

	LoopPool pool(EventLoop eventLoop) {
		return this.pools.pool(eventLoop);
	}

	Connector connector() {
		return this.connector;
	}

	/**
	 * Makes new connections take up the changed trust and certificates of a bundle. Those
	 * that are secured with the old ones serve what they carry, and nothing more; those
	 * of other bundles are not concerned.
	 * @param bundle the name of the SSL bundle
	 */
	public void reloadTls(String bundle) {
		this.tls.reload(bundle);
		this.pools.renew(bundle);
	}

	/**
	 * Begins or ends not to keep connections: unused ones are closed at once, others when
	 * they carry nothing any more. Attempts still get connections.
	 * @param draining whether it begins
	 */
	public void drain(boolean draining) {
		this.pools.drain(draining);
	}

	/**
	 * Closes all connections, and waits a moment for that.
	 */
	@Override
	public void close() {
		this.channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
		this.resolvers.close();
		this.tls.close();
	}

}
