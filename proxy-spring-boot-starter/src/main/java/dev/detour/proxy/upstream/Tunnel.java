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
import java.net.SocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.util.NetUtil;

import dev.detour.proxy.peer.ForwardProxy;
import dev.detour.proxy.peer.PeerAddress;

/**
 * Asks a forward proxy for a tunnel to the peer. The name of the peer is the proxy's to
 * resolve.
 */
final class Tunnel extends ChannelInitializer<Channel> {

	private final ForwardProxy proxy;

	private final SocketAddress proxyAddress;

	Tunnel(ForwardProxy proxy, SocketAddress proxyAddress) {
		this.proxy = proxy;
		this.proxyAddress = proxyAddress;
	}

	/**
	 * Returns what the proxy is to connect to.
	 * @param address the peer's address
	 * @return the address, unresolved unless it is an IP literal
	 */
	static InetSocketAddress target(PeerAddress.Inet address) {
		byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
		return (literal != null) ? Connector.ofLiteral(literal, address.port())
				: InetSocketAddress.createUnresolved(address.host(), address.port());
	}

	@Override
	protected void initChannel(Channel channel) {
		ProxyHandler handler = handler();
		// The connection has a timer of its own.
		handler.setConnectTimeoutMillis(0);
		channel.pipeline().addLast(handler);
	}

	private ProxyHandler handler() {
		String user = this.proxy.user();
		String password = this.proxy.password();
		boolean anonymous = user == null || password == null;
		if (this.proxy.type() == ForwardProxy.Type.HTTP) {
			return anonymous ? new HttpProxyHandler(this.proxyAddress)
					: new HttpProxyHandler(this.proxyAddress, user, password);
		}
		return anonymous ? new Socks5ProxyHandler(this.proxyAddress)
				: new Socks5ProxyHandler(this.proxyAddress, user, password);
	}

}
