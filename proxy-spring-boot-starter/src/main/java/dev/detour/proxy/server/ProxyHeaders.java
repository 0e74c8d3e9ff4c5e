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

package dev.detour.proxy.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

/**
 * Whether connections begin with a header of the PROXY protocol (version 1 or 2), by
 * which a balancer in front of the gateway says who the client is. It comes before TLS,
 * and is believed of trusted networks only.
 *
 * @param mode whether there is such a header
 * @param trusted the networks that may send it
 * @param timeout how long it may take, {@code null} if forever
 * @since 0.1.0
 */
public record ProxyHeaders(Mode mode, List<IpSubnetFilterRule> trusted, @Nullable Duration timeout) {

	/**
	 * Checks the rules.
	 * @param mode whether there is such a header
	 * @param trusted the networks that may send it
	 * @param timeout how long it may take
	 */
	public ProxyHeaders {
		trusted = List.copyOf(trusted);
	}

	/**
	 * Returns the addresses of a network.
	 * @param network such as {@code 10.0.0.0/8} or {@code fd00::/8}, or a single address
	 * @return the addresses
	 * @throws IllegalArgumentException if it is none
	 */
	public static IpSubnetFilterRule network(String network) {
		int slash = network.indexOf('/');
		String address = (slash < 0) ? network : network.substring(0, slash);
		byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
		int bits = (bytes != null) ? bytes.length * Byte.SIZE : 0;
		int prefix = (slash < 0) ? bits : prefix(network.substring(slash + 1));
		if (bytes == null || prefix < 0 || prefix > bits) {
			throw new IllegalArgumentException(
					"'" + network + "' must be a network like 10.0.0.0/8 or fd00::/8, or an IP address");
		}
		return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
	}

	private static int prefix(String digits) {
		return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
	}

	/**
	 * Makes a server read the headers.
	 * @param server the server
	 * @return the server, the same if there are none
	 */
	public HttpServer on(HttpServer server) {
		return (this.mode == Mode.OFF) ? server
				: server.doOnChannelInit((observer, channel, remoteAddress) -> expect(channel));
	}

	private void expect(Channel channel) {
		boolean believed = channel.remoteAddress() instanceof InetSocketAddress address
				&& this.trusted.stream().anyMatch((network) -> network.matches(address));
		if (believed) {
			ProxyHeaderReader.install(channel.pipeline(), this);
		}
		else if (this.mode == Mode.REQUIRED) {
			ProxyHeaderReader.refuse(channel);
		}
	}

	/**
	 * Whether there is a header.
	 */
	public enum Mode {

		/**
		 * There is none.
		 */
		OFF,

		/**
		 * There may be one. Who is not trusted is served, without one.
		 */
		OPTIONAL,

		/**
		 * There is always one. Who is not trusted is not served.
		 */
		REQUIRED

	}

}
