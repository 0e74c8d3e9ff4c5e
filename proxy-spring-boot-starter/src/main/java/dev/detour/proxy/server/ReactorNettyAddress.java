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
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

import dev.detour.proxy.exchange.ProxiedAddresses;

/**
 * Where Reactor Netty looks for the address of a client behind a balancer. It takes the
 * address away as it does: once for a connection that speaks HTTP/1, but once for every
 * stream, so that all but the first would be the balancer's. On a stream this puts it
 * back for each request.
 */
final class ReactorNettyAddress extends ChannelInboundHandlerAdapter {

	private static final AttributeKey<InetSocketAddress> KEY = AttributeKey.valueOf("remoteAddressFromProxyProtocol");

	private final InetSocketAddress client;

	private ReactorNettyAddress(InetSocketAddress client) {
		this.client = client;
	}

	static void set(Channel connection, InetSocketAddress client) {
		connection.attr(KEY).set(client);
	}

	static @Nullable InetSocketAddress get(Channel connection) {
		return connection.attr(KEY).get();
	}

	/**
	 * Puts the address back on a stream, if there is one.
	 * @param stream the channel of the stream, with its handlers
	 */
	static void install(Channel stream) {
		ProxiedAddresses addresses = ProxiedAddresses.of(stream.parent());
		if (addresses != null) {
			stream.pipeline()
				.addBefore(NettyPipeline.HttpTrafficHandler, "detour.address",
						new ReactorNettyAddress(addresses.client()));
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpRequest) {
			set(context.channel().parent(), this.client);
		}
		context.fireChannelRead(message);
	}

}
