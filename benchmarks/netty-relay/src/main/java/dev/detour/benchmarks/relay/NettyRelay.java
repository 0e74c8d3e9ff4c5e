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

import java.io.File;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Passes messages between two HTTP codecs, and does nothing else that a gateway has to
 * do. Every client's connection has an upstream connection of its own.
 */
public final class NettyRelay {

	private NettyRelay() {
	}

	public static void main(String[] args) throws Exception {
		int port = Integer.getInteger("server.port");
		int livePort = Integer.getInteger("benchmark.live-port");
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(Integer.getInteger("benchmark.event-loops", 1),
				EpollIoHandler.newFactory());
		@Nullable SslContext tls = tls();
		new ServerBootstrap().group(group)
			.channel(EpollServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					if (tls != null) {
						channel.pipeline().addLast(tls.newHandler(channel.alloc()));
					}
					channel.pipeline().addLast(new HttpServerCodec(), new ClientSide(livePort));
				}

			})
			.bind("127.0.0.1", port)
			.sync()
			.channel()
			.closeFuture()
			.sync();
	}

	private static @Nullable SslContext tls() throws Exception {
		String certificate = System.getProperty("benchmark.certificate");
		if (certificate == null) {
			return null;
		}
		return SslContextBuilder.forServer(new File(certificate), new File(System.getProperty("benchmark.private-key")))
			.build();
	}

}
