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

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.ProxyProtocol;

/**
 * What comes before TLS and HTTP on a new connection, and is no part of a request: the
 * tunnel of a forward proxy, and then the header that tells the peer who the client is.
 */
final class Preamble {

	private final Channel channel;

	private final @Nullable ProxyHandler tunnel;

	private final @Nullable ProxyProtocol protocol;

	private Preamble(Channel channel, @Nullable ProxyHandler tunnel, @Nullable ProxyProtocol protocol) {
		this.channel = channel;
		this.tunnel = tunnel;
		this.protocol = protocol;
	}

	/**
	 * Returns what comes first.
	 * @param channel the channel, connected
	 * @param protocol how the peer is told about the client, {@code null} if it is not
	 * @return what comes first, or {@code null} if nothing does
	 */
	static @Nullable Preamble of(Channel channel, @Nullable ProxyProtocol protocol) {
		ProxyHandler tunnel = channel.pipeline().get(ProxyHandler.class);
		return (tunnel != null || protocol != null) ? new Preamble(channel, tunnel, protocol) : null;
	}

	/**
	 * Lets it come.
	 * @param addresses who the client is
	 * @return completes when the peer can be spoken to
	 */
	Future<?> begin(ClientAddresses addresses) {
		ProxyHandler tunnel = this.tunnel;
		if (tunnel == null) {
			return announce(addresses);
		}
		Promise<Void> done = this.channel.eventLoop().newPromise();
		tunnel.connectFuture().addListener((future) -> {
			if (!future.isSuccess()) {
				done.tryFailure(future.cause());
				return;
			}
			this.channel.pipeline().remove(tunnel);
			announce(addresses).addListener((written) -> {
				if (written.isSuccess()) {
					done.trySuccess(null);
				}
				else {
					done.tryFailure(written.cause());
				}
			});
		});
		return done;
	}

	private ChannelFuture announce(ClientAddresses addresses) {
		return (this.protocol != null) ? addresses.write(this.channel, this.protocol)
				: this.channel.newSucceededFuture();
	}

}
