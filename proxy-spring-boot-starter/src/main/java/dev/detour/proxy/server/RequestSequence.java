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

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.channel.ChannelOperations;

/**
 * Holds back what a client sends after a request until Reactor Netty has done with that
 * request. So whoever comes after this sees one request at a time, and a fault in a
 * request that came early can neither break the exchange before it nor overtake its
 * response.
 */
final class RequestSequence extends ChannelInboundHandlerAdapter {

	/**
	 * How many messages may be held before reading stops.
	 */
	private static final int LIMIT = 32;

	private final Queue<Object> held = new ArrayDeque<>();

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.held.isEmpty() && mayPass(context, message)) {
			context.fireChannelRead(message);
			return;
		}
		this.held.add(message);
		if (this.held.size() >= LIMIT) {
			// Reactor Netty reads again when it gets the next request.
			context.channel().config().setAutoRead(false);
		}
	}

	private static boolean mayPass(ChannelHandlerContext context, Object message) {
		return !(message instanceof HttpRequest) || ChannelOperations.get(context.channel()) == null;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		// There is such an event when Reactor Netty has done with a request.
		if (!this.held.isEmpty()) {
			context.executor().execute(() -> passHeld(context));
		}
		context.fireUserEventTriggered(event);
	}

	private void passHeld(ChannelHandlerContext context) {
		for (Object next = this.held.peek(); next != null && mayPass(context, next); next = this.held.peek()) {
			this.held.remove();
			context.fireChannelRead(next);
		}
		context.fireChannelReadComplete();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		drop();
		context.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		drop();
	}

	private void drop() {
		for (Object next = this.held.poll(); next != null; next = this.held.poll()) {
			ReferenceCountUtil.release(next);
		}
	}

}
