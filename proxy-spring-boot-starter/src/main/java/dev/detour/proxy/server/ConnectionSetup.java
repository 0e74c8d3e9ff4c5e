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

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Puts the handlers that a gateway needs on every connection of a server, however it is
 * mounted.
 *
 * @since 0.1.0
 */
public final class ConnectionSetup implements ConnectionObserver {

	private ConnectionSetup() {
	}

	/**
	 * Sets a server up.
	 * @param server the server
	 * @return the server whose connections are guarded
	 */
	public static HttpServer on(HttpServer server) {
		return server.childObserve(new ConnectionSetup());
	}

	@Override
	public void onStateChange(Connection connection, State state) {
		if (state == State.CONNECTED) {
			Channel channel = connection.channel();
			if (!ServerGuard.isStream(channel)) {
				StalledClient.watch(channel, ServerLimits.of(channel));
			}
			if (!install(channel) && channel.pipeline().get(NettyPipeline.H2OrHttp11Codec) != null) {
				// The protocol is negotiated only now.
				channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "detour.negotiation", new Negotiation());
			}
		}
	}

	/**
	 * Installs the handlers on a channel that speaks HTTP/1, or on a stream.
	 * @param channel the channel
	 * @return whether it is one
	 */
	static boolean install(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(NettyPipeline.HttpTrafficHandler) == null) {
			return false;
		}
		ServerLimits limits = ServerLimits.of(channel);
		ClientConnection connection = new ClientConnection(ServerGuard.isStream(channel), limits);
		pipeline.addBefore(NettyPipeline.HttpTrafficHandler, ClientConnection.NAME, connection)
			.addBefore(NettyPipeline.HttpTrafficHandler, ServerGuard.NAME, ServerGuard.on(channel));
		if (ServerGuard.isStream(channel)) {
			pipeline.addBefore(NettyPipeline.H2ToHttp11Codec, StreamHead.NAME,
					new StreamHead(SlowStreams.of(channel.parent(), limits), limits.webSockets()));
			ReactorNettyAddress.install(channel);
			StalledClient.watchStream(channel);
		}
		else if (limits.headTimeout() != null || limits.contentTimeout() != null) {
			watch(pipeline, connection, limits);
		}
		DirectMount.connect(channel, connection);
		return true;
	}

	private static void watch(ChannelPipeline pipeline, ClientConnection connection, ServerLimits limits) {
		boolean upgradable = pipeline.get(NettyPipeline.H2CUpgradeHandler) != null;
		SlowClient slow = new SlowClient(connection, limits);
		pipeline.addBefore(upgradable ? NettyPipeline.H2CUpgradeHandler : NettyPipeline.HttpCodec, SlowClient.NAME,
				slow);
		connection.watchedBy(slow);
	}

}
