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

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The end of a pipeline while it has nothing but TLS in it. That a handshake fails is
 * told by its future; nobody need hear of it again, least of all by Netty's warning that
 * nobody has.
 */
@Sharable
final class HandshakeEnd extends ChannelInboundHandlerAdapter {

	static final HandshakeEnd INSTANCE = new HandshakeEnd();

	private HandshakeEnd() {
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
	}

}
