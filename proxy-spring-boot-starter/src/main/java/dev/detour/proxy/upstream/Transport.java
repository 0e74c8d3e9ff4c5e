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

import java.net.SocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;

/**
 * The kind of channels that fit an event loop (epoll, kqueue, NIO, ...).
 *
 * @since 0.1.0
 */
public interface Transport {

	/**
	 * Returns the class of TCP channels.
	 * @param eventLoop the event loop
	 * @return the class
	 */
	Class<? extends SocketChannel> socketChannel(EventLoop eventLoop);

	/**
	 * Returns the class of UDP channels.
	 * @param eventLoop the event loop
	 * @return the class
	 */
	Class<? extends DatagramChannel> datagramChannel(EventLoop eventLoop);

	/**
	 * Makes a channel for Unix domain sockets.
	 * @param eventLoop the event loop
	 * @return the channel
	 * @throws UnsupportedOperationException if there are none on this system
	 */
	Channel unixSocketChannel(EventLoop eventLoop);

	/**
	 * Returns the address of a Unix domain socket as its channel wants it.
	 * @param eventLoop the event loop
	 * @param path the absolute path of the socket
	 * @return the address
	 */
	SocketAddress unixSocketAddress(EventLoop eventLoop, String path);

}
