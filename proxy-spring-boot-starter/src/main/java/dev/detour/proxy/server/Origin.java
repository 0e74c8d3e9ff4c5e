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

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.exchange.ClientOrigin;
import dev.detour.proxy.exchange.ProxiedAddresses;

/**
 * Where the requests of a connection come from, found out once.
 *
 * @since 0.1.0
 */
public final class Origin {

	private static final AttributeKey<Origin> SHARED = AttributeKey.valueOf(Origin.class, "shared");

	private final Channel channel;

	private @Nullable ClientOrigin found;

	/**
	 * Creates the origin.
	 * @param channel the channel of the connection
	 */
	private Origin(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Returns the origin of a request. All streams of a connection share it.
	 * @param channel the channel of its connection, or of its stream
	 * @return the origin
	 */
	public static Origin of(Channel channel) {
		Channel connection = ServerGuard.isStream(channel) ? channel.parent() : channel;
		Attribute<Origin> shared = connection.attr(SHARED);
		Origin origin = shared.get();
		if (origin == null) {
			origin = new Origin(connection);
			shared.set(origin);
		}
		return origin;
	}

	/**
	 * Returns who made the connection, and how.
	 * @return the origin
	 */
	public ClientOrigin get() {
		ClientOrigin found = this.found;
		if (found == null) {
			found = new ClientOrigin((this.channel.pipeline().get(SslHandler.class) != null) ? "https" : "http",
					client());
			this.found = found;
		}
		return found;
	}

	private @Nullable InetSocketAddress client() {
		ProxiedAddresses proxied = ProxiedAddresses.of(this.channel);
		if (proxied != null) {
			return proxied.client();
		}
		// The application may have made Reactor Netty read the header.
		InetSocketAddress read = ReactorNettyAddress.get(this.channel);
		return (read != null) ? read : (this.channel.remoteAddress() instanceof InetSocketAddress inet) ? inet : null;
	}

}
