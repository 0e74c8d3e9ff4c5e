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

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.ProxyProtocol;

/**
 * The two ends of a client's connection, as a peer is told by the PROXY protocol.
 *
 * @param client the client, or {@code null} if it has no address
 * @param server what the client connected to, or {@code null} if that has no address
 * @since 0.1.0
 */
public record ClientAddresses(@Nullable InetSocketAddress client, @Nullable InetSocketAddress server) {

	/**
	 * There is no client: the gateway speaks for itself.
	 */
	public static final ClientAddresses NONE = new ClientAddresses(null, null);

	/**
	 * Writes and flushes the header.
	 * @param channel the channel, connected
	 * @param protocol the version
	 * @return completes when the socket has taken it
	 */
	ChannelFuture write(Channel channel, ProxyProtocol protocol) {
		InetAddress client = (this.client != null) ? this.client.getAddress() : null;
		InetAddress server = (this.server != null) ? this.server.getAddress() : null;
		HAProxyMessage header = (client != null && server != null) ? header(protocol, client, server) : null;
		if (header == null && protocol == ProxyProtocol.V1) {
			// The encoder has no words for that.
			return channel.writeAndFlush(Unpooled.copiedBuffer("PROXY UNKNOWN\r\n", StandardCharsets.US_ASCII));
		}
		channel.pipeline().addLast(HAProxyMessageEncoder.INSTANCE);
		ChannelFuture written = channel.writeAndFlush((header != null) ? header : unknown());
		channel.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
		return written;
	}

	private HAProxyMessage unknown() {
		return new HAProxyMessage(HAProxyProtocolVersion.V2, equals(NONE) ? HAProxyCommand.LOCAL : HAProxyCommand.PROXY,
				HAProxyProxiedProtocol.UNKNOWN, null, null, 0, 0);
	}

	private HAProxyMessage header(ProxyProtocol protocol, InetAddress client, InetAddress server) {
		HAProxyProtocolVersion version = (protocol == ProxyProtocol.V1) ? HAProxyProtocolVersion.V1
				: HAProxyProtocolVersion.V2;
		// A header has addresses of one family.
		boolean v4 = client instanceof Inet4Address && server instanceof Inet4Address;
		return new HAProxyMessage(version, HAProxyCommand.PROXY,
				v4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6, literal(client, v4),
				literal(server, v4), port(this.client), port(this.server));
	}

	private static int port(@Nullable InetSocketAddress address) {
		return (address != null) ? address.getPort() : 0;
	}

	private static String literal(InetAddress address, boolean v4) {
		String literal = NetUtil.toAddressString(address);
		return (v4 || !(address instanceof Inet4Address)) ? literal : "::ffff:" + literal;
	}

}
