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
import java.util.List;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.ForwardProxy;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;

/**
 * Opens connections to peers.
 */
final class Connector {

	private final Transport transport;

	private final AddressResolverGroup<InetSocketAddress> resolvers;

	private final TlsContexts tls;

	private final TcpKeepAlive keepAlive;

	private final ChannelGroup channels;

	private final UpstreamListener listener;

	private final ProtocolMemory protocols = new ProtocolMemory();

	private final Bootstrap bootstrap = new Bootstrap().disableResolver()
		// The connection has a timer of its own, which also covers the look-up.
		.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
		// A peer may answer and close while the request is still being written: what it
		// said is read before the failed write counts.
		.option(ChannelOption.AUTO_CLOSE, false);

	Connector(Transport transport, AddressResolverGroup<InetSocketAddress> resolvers, TlsContexts tls,
			TcpKeepAlive keepAlive, ChannelGroup channels, UpstreamListener listener) {
		this.transport = transport;
		this.resolvers = resolvers;
		this.tls = tls;
		this.keepAlive = keepAlive;
		this.channels = channels;
		this.listener = listener;
	}

	ProtocolMemory protocols() {
		return this.protocols;
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

	/**
	 * Prepares to connect to a peer, or to the proxy before it.
	 * @param peer the peer
	 * @param addresses the addresses of the peer or the proxy, in the order to try
	 * @param eventLoop the event loop
	 * @param listener told how it went
	 * @return what dials when it is started
	 */
	Dial dial(Peer peer, List<InetSocketAddress> addresses, EventLoop eventLoop, Dial.Listener listener) {
		Class<? extends SocketChannel> channelClass = this.transport.socketChannel(eventLoop);
		Bootstrap tcp = this.bootstrap.clone(eventLoop)
			.channel(channelClass)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true);
		this.keepAlive.applyTo(tcp, channelClass);
		InetAddress local = local(peer);
		if (local != null) {
			tcp.localAddress(local, 0);
		}
		ForwardProxy proxy = peer.connectionKey().proxy();
		if (proxy == null) {
			tcp.handler(new NoHandlers());
			return new Dial(eventLoop, addresses, tcp::connect, listener);
		}
		InetSocketAddress target = Tunnel.target((PeerAddress.Inet) peer.address());
		return new Dial(eventLoop, addresses,
				(address) -> tcp.clone().handler(new Tunnel(proxy, address)).connect(target), listener);
	}

	/**
	 * Prepares to connect to a Unix domain socket.
	 * @param address the socket
	 * @param eventLoop the event loop
	 * @param listener told how it went
	 * @return what dials when it is started
	 */
	Dial dialUnix(PeerAddress.Unix address, EventLoop eventLoop, Dial.Listener listener) {
		Bootstrap unix = this.bootstrap.clone(eventLoop).handler(new NoHandlers());
		return new Dial(eventLoop, List.of(this.transport.unixSocketAddress(eventLoop, address.path())),
				unix.channelFactory(() -> this.transport.unixSocketChannel(eventLoop))::connect, listener);
	}

	/**
	 * Returns the address to connect from.
	 * @param peer the peer
	 * @return the address, or {@code null} for any
	 */
	@Nullable InetAddress local(Peer peer) {
		String local = peer.connectionKey().localAddress();
		byte[] literal = (local != null) ? NetUtil.createByteArrayFromIpAddressString(local) : null;
		return (literal != null) ? ofLiteral(literal, 0).getAddress() : null;
	}

	/**
	 * Finds the socket addresses of a peer or a proxy. An IP literal needs no look-up.
	 * @param address the address
	 * @param eventLoop the event loop
	 * @return completes with the socket addresses, at least one
	 */
	Future<List<InetSocketAddress>> resolve(PeerAddress.Inet address, EventLoop eventLoop) {
		byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
		if (literal != null) {
			return eventLoop.newSucceededFuture(List.of(ofLiteral(literal, address.port())));
		}
		AddressResolver<InetSocketAddress> resolver = this.resolvers.getResolver(eventLoop);
		return resolver.resolveAll(InetSocketAddress.createUnresolved(address.host(), address.port()));
	}

	static InetSocketAddress ofLiteral(byte[] literal, int port) {
		try {
			return new InetSocketAddress(InetAddress.getByAddress(literal), port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address of " + literal.length + " bytes", ex);
		}
	}

	/**
	 * Leaves a channel as it is: which handlers it needs is known when it is connected.
	 */
	private static final class NoHandlers extends ChannelInitializer<Channel> {

		@Override
		protected void initChannel(Channel channel) {
		}

	}

}
