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

package dev.detour.benchmarks.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;

/**
 * The client's connection: opens the upstream connection, then passes messages on.
 */
final class ClientSide extends ChannelInboundHandlerAdapter {

	private final int livePort;

	ClientSide(int livePort) {
		this.livePort = livePort;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		Channel client = context.channel();
		client.config().setAutoRead(false);
		new Bootstrap().group(client.eventLoop()).channel(EpollSocketChannel.class).handler(new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel upstream) {
				upstream.pipeline().addLast(new HttpClientCodec(), new OtherSide(client));
			}

		}).connect("127.0.0.1", this.livePort).addListener((future) -> {
			if (!future.isSuccess()) {
				client.close();
			}
		});
	}

	/**
	 * Begins to pass messages on.
	 * @param client the client's connection
	 * @param upstream the upstream connection
	 */
	static void connected(Channel client, Channel upstream) {
		client.pipeline().replace(ClientSide.class, "other", new OtherSide(upstream));
		client.config().setAutoRead(true);
	}

}
