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
import java.net.SocketAddress;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.exchange.ClientOrigin;

/**
 * Where the requests of a connection come from, found out once.
 */
final class Origin {

	/**
	 * Set by Reactor Netty if the connection began with a PROXY protocol header.
	 */
	private static final AttributeKey<InetSocketAddress> PROXIED_ADDRESS = AttributeKey
		.valueOf("remoteAddressFromProxyProtocol");

	private static final AttributeKey<Origin> SHARED = AttributeKey.valueOf(Origin.class, "shared");

	private final Channel channel;

	private @Nullable ClientOrigin found;

	/**
	 * Creates the origin.
	 * @param channel the channel of the connection
	 */
	Origin(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Returns the origin that all streams of a connection share.
	 * @param channel the channel of the connection
	 * @return the origin
	 */
	static Origin of(Channel channel) {
		Attribute<Origin> shared = channel.attr(SHARED);
		Origin origin = shared.get();
		if (origin == null) {
			origin = new Origin(channel);
			shared.set(origin);
		}
		return origin;
	}

	ClientOrigin get() {
		ClientOrigin found = this.found;
		if (found == null) {
			@Nullable InetSocketAddress proxied = this.channel.attr(PROXIED_ADDRESS).get();
			SocketAddress address = (proxied != null) ? proxied : this.channel.remoteAddress();
			found = new ClientOrigin((this.channel.pipeline().get(SslHandler.class) != null) ? "https" : "http",
					(address instanceof InetSocketAddress inet) ? inet : null);
			this.found = found;
		}
		return found;
	}

}
