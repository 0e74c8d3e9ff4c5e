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

	private final FastThreadLocal<LoopPool> pools = new FastThreadLocal<>() {

		@Override
		protected LoopPool initialValue() {
			return new LoopPool();
		}

	};

	/**
	 * Creates the way to peers.
	 * @param transport the kind of channels
	 * @param resolvers resolve the names of peers, without blocking; closed by
	 * {@link #close()}
	 * @param material gives trust and client certificates
	 * @param listener told what becomes of connections
	 */
	public NettyUpstreams(Transport transport, AddressResolverGroup<InetSocketAddress> resolvers, TlsMaterial material,
			UpstreamListener listener) {
		this.tls = new TlsContexts(material);
		this.connector = new Connector(transport, resolvers, this.tls, this.channels, listener);
		this.resolvers = resolvers;
	}

	@Override
	public UpstreamAttempt prepare(Peer peer, ConnectionChoice choice, EventLoop eventLoop, AttemptListener listener) {
		return new PeerAttempt(peer, choice, eventLoop, listener, this);
	}

	LoopPool pool() {
		return this.pools.get();
	}

	Connector connector() {
		return this.connector;
	}

	/**
	 * Makes new connections take up changed trust and certificates.
	 */
	public void reloadTls() {
		this.tls.reload();
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
