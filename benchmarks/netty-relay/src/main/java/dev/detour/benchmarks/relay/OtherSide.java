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

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Passes what one connection reads to the other one.
 */
final class OtherSide extends ChannelInboundHandlerAdapter {

	private final Channel other;

	OtherSide(Channel other) {
		this.other = other;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		ClientSide.connected(this.other, context.channel());
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.other.write(message, this.other.voidPromise());
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.other.flush();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.other.config().setAutoRead(context.channel().isWritable());
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.other.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
