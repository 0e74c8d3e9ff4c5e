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
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of a connection come from, found out once.
 */
final class Origin {

	/**
	 * Set by Reactor Netty if the connection began with a PROXY protocol header.
	 */
	private static final AttributeKey<InetSocketAddress> PROXIED_ADDRESS = AttributeKey
		.valueOf("remoteAddressFromProxyProtocol");

	private final Channel channel;

	private @Nullable String scheme;

	private @Nullable InetSocketAddress address;

	/**
	 * Creates the origin.
	 * @param channel the channel of the connection
	 */
	Origin(Channel channel) {
		this.channel = channel;
	}

	String scheme() {
		String scheme = this.scheme;
		if (scheme == null) {
			scheme = (this.channel.pipeline().get(SslHandler.class) != null) ? "https" : "http";
			this.scheme = scheme;
		}
		return scheme;
	}

	@Nullable InetSocketAddress address() {
		if (this.address == null) {
			@Nullable InetSocketAddress proxied = this.channel.attr(PROXIED_ADDRESS).get();
			SocketAddress address = (proxied != null) ? proxied : this.channel.remoteAddress();
			this.address = (address instanceof InetSocketAddress inet) ? inet : null;
		}
		return this.address;
	}

}
