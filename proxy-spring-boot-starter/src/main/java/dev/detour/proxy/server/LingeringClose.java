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

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import reactor.netty.NettyPipeline;

/**
 * Reads what the client still sends for a while before closing: closing with unread
 * content would reset the connection, and with it the response (RFC 9112 section 9.6).
 */
final class LingeringClose {

	private static final long SECONDS = 2;

	private LingeringClose() {
	}

	/**
	 * Begins to close a connection. Its content is to be dropped from now on.
	 * @param context the context from which it is closed in the end
	 */
	static void begin(ChannelHandlerContext context) {
		Channel channel = context.channel();
		boolean plain = channel.pipeline().get(NettyPipeline.SslHandler) == null;
		if (plain && channel instanceof DuplexChannel duplex) {
			duplex.shutdownOutput();
		}
		channel.config().setAutoRead(true);
		context.executor().schedule(() -> context.close(), SECONDS, TimeUnit.SECONDS);
	}

}
