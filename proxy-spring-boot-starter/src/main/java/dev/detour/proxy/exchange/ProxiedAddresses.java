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

package dev.detour.proxy.exchange;

import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.upstream.ClientAddresses;

/**
 * The two ends of a client's connection to the balancer in front of the gateway, as a
 * header of the PROXY protocol named them.
 *
 * @param client the client
 * @param server what the client connected to
 * @since 0.1.0
 */
public record ProxiedAddresses(InetSocketAddress client, InetSocketAddress server) {

	private static final AttributeKey<ProxiedAddresses> KEY = AttributeKey.valueOf(ProxiedAddresses.class, "addresses");

	/**
	 * Makes these those of a connection.
	 * @param connection the channel of the connection
	 */
	public void attachTo(Channel connection) {
		connection.attr(KEY).set(this);
	}

	/**
	 * Returns those of a connection.
	 * @param connection the channel of the connection
	 * @return the addresses, or {@code null} if there was no header that named any
	 */
	public static @Nullable ProxiedAddresses of(Channel connection) {
		return connection.attr(KEY).get();
	}

	/**
	 * Returns what a peer is told.
	 * @param client the client, as hooks know it
	 * @param channel the channel of its connection, or of its stream
	 * @return what the peer is told
	 */
	static ClientAddresses passedOn(@Nullable InetSocketAddress client, Channel channel) {
		Channel connection = (channel instanceof Http2StreamChannel) ? channel.parent() : channel;
		ProxiedAddresses proxied = of(connection);
		if (proxied != null) {
			return new ClientAddresses(client, proxied.server);
		}
		return new ClientAddresses(client,
				(connection.localAddress() instanceof InetSocketAddress local) ? local : null);
	}

}
