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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import dev.detour.proxy.source.DnsClient;
import dev.detour.proxy.upstream.Transport;

/**
 * The name servers that are configured, or those of the system.
 *
 * @param servers the servers in the order in which they are asked; none for those of the
 * system
 * @param queryTimeout how long each has for its answer
 * @param transport the kind of channels
 */
record NameServers(List<InetSocketAddress> servers, Duration queryTimeout, Transport transport) implements DnsClient {

	private static final int PORT = 53;

	static NameServers of(ProxyDnsProperties properties, Transport transport) {
		Duration timeout = properties.getQueryTimeout();
		if (timeout.toMillis() < 1) {
			throw new InvalidConfigurationPropertyValueException("proxy.dns.query-timeout", timeout,
					"Must be at least one millisecond.");
		}
		return new NameServers(properties.getServers().stream().map(NameServers::parse).toList(), timeout, transport);
	}

	private static InetSocketAddress parse(String server) {
		boolean bareIpv6 = NetUtil.isValidIpV6Address(server) && !server.startsWith("[");
		try {
			URI uri = URI.create("dns://" + (bareIpv6 ? "[" + server + "]" : server));
			byte[] address = (uri.getHost() != null) ? NetUtil.createByteArrayFromIpAddressString(uri.getHost()) : null;
			int port = (uri.getPort() >= 0) ? uri.getPort() : PORT;
			if (address != null && port > 0 && uri.getRawPath().isEmpty()) {
				return new InetSocketAddress(InetAddress.getByAddress(address), port);
			}
		}
		catch (IllegalArgumentException | UnknownHostException ex) {
			// Reported below, as whatever else is no address
		}
		throw new InvalidConfigurationPropertyValueException("proxy.dns.servers", server,
				"Must be IP addresses, with a port if it is not 53, such as 10.0.0.53 or [2001:db8::53]:5353.");
	}

	@Override
	public DnsNameResolverBuilder resolver(EventLoop eventLoop) {
		DnsNameResolverBuilder builder = new DnsNameResolverBuilder(eventLoop)
			.datagramChannelType(this.transport.datagramChannel(eventLoop))
			// For answers that do not fit into a datagram
			.socketChannelType(this.transport.socketChannel(eventLoop))
			.queryTimeoutMillis(this.queryTimeout.toMillis());
		return this.servers.isEmpty() ? builder
				: builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(this.servers));
	}

}
