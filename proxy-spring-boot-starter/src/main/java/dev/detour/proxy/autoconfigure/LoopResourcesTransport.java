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

package dev.detour.proxy.autoconfigure;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.upstream.Transport;

/**
 * Chooses channels as Reactor Netty does for its server, whose event loops they run on.
 *
 * @param resources has the event loops
 */
record LoopResourcesTransport(ReactorResourceFactory resources) implements Transport {

	@Override
	public Class<? extends SocketChannel> socketChannel(EventLoop eventLoop) {
		return loops().onChannelClass(SocketChannel.class, eventLoop);
	}

	@Override
	public Class<? extends DatagramChannel> datagramChannel(EventLoop eventLoop) {
		return loops().onChannelClass(DatagramChannel.class, eventLoop);
	}

	@Override
	public Channel unixSocketChannel(EventLoop eventLoop) {
		return isNio(eventLoop) ? new NioDomainSocketChannel()
				: loops().onChannel(DomainSocketChannel.class, eventLoop);
	}

	@Override
	public SocketAddress unixSocketAddress(EventLoop eventLoop, String path) {
		return isNio(eventLoop) ? UnixDomainSocketAddress.of(path) : new DomainSocketAddress(path);
	}

	private boolean isNio(EventLoop eventLoop) {
		return socketChannel(eventLoop) == NioSocketChannel.class;
	}

	private LoopResources loops() {
		LoopResources loops = this.resources.getLoopResources();
		if (loops == null) {
			throw new IllegalStateException("ReactorResourceFactory has no LoopResources yet");
		}
		return loops;
	}

}
