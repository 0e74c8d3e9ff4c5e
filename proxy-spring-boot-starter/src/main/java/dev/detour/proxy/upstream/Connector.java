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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;

/**
 * Opens connections to peers.
 */
final class Connector {

	private final Transport transport;

	private final AddressResolverGroup<InetSocketAddress> resolvers;

	private final TlsContexts tls;

	private final ChannelGroup channels;

	private final UpstreamListener listener;

	private final Bootstrap bootstrap = new Bootstrap().disableResolver()
		.option(ChannelOption.TCP_NODELAY, true)
		.option(ChannelOption.SO_KEEPALIVE, true)
		// The connection has a timer of its own, which also covers the look-up.
		.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
		// A peer may answer and close while the request is still being written: what it
		// said is read before the failed write counts.
		.option(ChannelOption.AUTO_CLOSE, false);

	Connector(Transport transport, AddressResolverGroup<InetSocketAddress> resolvers, TlsContexts tls,
			ChannelGroup channels, UpstreamListener listener) {
		this.transport = transport;
		this.resolvers = resolvers;
		this.tls = tls;
		this.channels = channels;
		this.listener = listener;
	}

	PendingConnection connect(Peer peer, EventLoop eventLoop, PeerAttempt attempt, LoopPool pool) {
		PendingConnection pending = new PendingConnection(peer, eventLoop, attempt, pool, this);
		pending.start();
		return pending;
	}

	TlsContexts tls() {
		return this.tls;
	}

	UpstreamListener listener() {
		return this.listener;
	}

	ChannelGroup channels() {
		return this.channels;
	}

	Bootstrap bootstrap(EventLoop eventLoop) {
		return this.bootstrap.clone(eventLoop).channel(this.transport.socketChannel(eventLoop));
	}

	/**
	 * Finds the socket address of a peer. An IP literal needs no look-up.
	 * @param address the peer's address
	 * @param eventLoop the event loop
	 * @return completes with the socket address
	 */
	Future<InetSocketAddress> resolve(PeerAddress.Inet address, EventLoop eventLoop) {
		byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
		if (literal != null) {
			return eventLoop.newSucceededFuture(ofLiteral(literal, address.port()));
		}
		AddressResolver<InetSocketAddress> resolver = this.resolvers.getResolver(eventLoop);
		return resolver.resolve(InetSocketAddress.createUnresolved(address.host(), address.port()));
	}

	static InetSocketAddress ofLiteral(byte[] literal, int port) {
		try {
			return new InetSocketAddress(InetAddress.getByAddress(literal), port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address of " + literal.length + " bytes", ex);
		}
	}

}
