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

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.hook.ProxyHooks;

/**
 * A connection of a client, or a stream of an HTTP/2 connection, as its requests arrive:
 * takes those on that the direct mount claims, and passes all others on to Reactor Netty.
 * Either way whoever comes after this sees one request at a time: what a client sends
 * before it has its response is held back, so that a fault in a request that came early
 * can neither break the exchange before it nor overtake its response.
 */
final class ClientConnection extends ChannelDuplexHandler {

	static final String NAME = "detour.connection";

	private final HeldMessages held = new HeldMessages();

	private final boolean stream;

	private final ServerLimits limits;

	private @Nullable SlowClient slow;

	private @Nullable DirectMount mount;

	private DirectMount.@Nullable Open open;

	private @Nullable Wire wire;

	private @Nullable DirectDownstream exchange;

	private boolean closing;

	private boolean draining;

	ClientConnection(boolean stream, ServerLimits limits) {
		this.stream = stream;
		this.limits = limits;
	}

	/**
	 * Says what gives up on a slow client.
	 * @param slow told what is read
	 */
	void watchedBy(SlowClient slow) {
		this.slow = slow;
	}

	@Nullable DirectDownstream exchange() {
		return this.exchange;
	}

	/**
	 * Lets a mount claim requests.
	 * @param mount the mount
	 * @param open the same, open
	 * @param wire how to talk to the client
	 */
	void mount(DirectMount mount, DirectMount.Open open, Wire wire) {
		this.mount = mount;
		this.open = open;
		this.wire = wire;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.closing) {
			ReferenceCountUtil.release(message);
		}
		else if (message instanceof FullHttpRequest full) {
			SplitRequest split = SplitRequest.of(full);
			channelRead(context, split.head());
			channelRead(context, split.last());
		}
		else if (message instanceof Http2Frame) {
			// The connection turned out to be one of HTTP/2: its streams have handlers of
			// their own.
			context.pipeline().remove(this);
			context.fireChannelRead(message);
		}
		else if (this.stream && message instanceof HttpRequest request && !Http2Wire.accept(context, request)) {
			closing();
		}
		else {
			SlowClient.read(this.slow, message);
			accept(context, message);
		}
	}

	private void accept(ChannelHandlerContext context, Object message) {
		if (this.held.isEmpty() && mayPass(context, message)) {
			pass(context, message);
		}
		else {
			this.held.add(message);
			this.held.limitReading(context.channel().config(), this.exchange != null);
		}
	}

	private boolean mayPass(ChannelHandlerContext context, Object message) {
		DirectDownstream exchange = this.exchange;
		if (exchange == null) {
			return !(message instanceof HttpRequest) || ChannelOperations.get(context.channel()) == null;
		}
		if (message instanceof HttpRequest) {
			return false;
		}
		return !(message instanceof HttpContent content) || exchange.takes(content);
	}

	private void pass(ChannelHandlerContext context, Object message) {
		if (this.exchange != null && message instanceof HttpContent content) {
			this.exchange.content(content);
		}
		else if (!(message instanceof HttpRequest request) || !claim(context, request)) {
			context.fireChannelRead(message);
		}
	}

	private boolean claim(ChannelHandlerContext context, HttpRequest request) {
		Wire wire = this.wire;
		DirectMount.Open mount = this.open;
		if (wire == null || mount == null || !wire.arrived(request)) {
			return false;
		}
		ClientRequest clientRequest = wire.request(request);
		ProxyHooks<?> hooks = mount.route(clientRequest);
		if (hooks == null) {
			wire.passedOn();
			return false;
		}
		if (this.limits.isExceededBy(request)) {
			closing();
			wire.refuse(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
		}
		else {
			begin(context, new DirectDownstream(this, wire, this.limits, request, clientRequest), mount.gateway(),
					hooks);
		}
		return true;
	}

	private void begin(ChannelHandlerContext context, DirectDownstream exchange, Gateway gateway, ProxyHooks<?> hooks) {
		this.exchange = exchange;
		if (this.mount != null) {
			this.mount.began();
		}
		this.held.limitReading(context.channel().config(), true);
		exchange.start(gateway, hooks);
	}

	/**
	 * Passes on what was held back, as far as it is wanted now.
	 * @param context the context
	 */
	void passHeld(ChannelHandlerContext context) {
		if (this.draining || this.held.isEmpty()) {
			return;
		}
		this.draining = true;
		try {
			for (Object next = this.held.peek(); next != null && mayPass(context, next); next = this.held.peek()) {
				this.held.remove();
				pass(context, next);
			}
		}
		finally {
			this.draining = false;
		}
		if (this.exchange != null) {
			this.held.limitReading(context.channel().config(), this.exchange != null);
		}
		else if (this.held.isEmpty()) {
			context.fireChannelReadComplete();
		}
	}

	/**
	 * The exchange and its request are both over: the next request may come.
	 * @param context the context
	 */
	void finished(ChannelHandlerContext context) {
		over();
		if (this.wire != null) {
			this.wire.finished();
		}
		passHeld(context);
	}

	/**
	 * The connection is about to be closed: whatever comes is dropped.
	 */
	void closing() {
		this.closing = true;
		this.held.drop();
	}

	private void over() {
		if (this.exchange != null && this.mount != null) {
			this.exchange = null;
			this.mount.ended();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		// There is such an event when Reactor Netty has done with a request.
		if (!this.held.isEmpty() && this.exchange == null) {
			context.executor().execute(() -> passHeld(context));
		}
		context.fireUserEventTriggered(event);
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.exchange != null) {
			this.exchange.writabilityChanged();
		}
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		DirectDownstream exchange = this.exchange;
		if (exchange != null && this.mount != null && this.mount.isDraining() && context.channel().isActive()) {
			// The server closes what it takes for an idle connection.
			exchange.closeAfter();
			context.channel().closeFuture().addListener((future) -> promise.trySuccess());
		}
		else {
			context.close(promise);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (this.stream && cause instanceof DecoderException) {
			Http2Wire.reset(context, Http2Error.PROTOCOL_ERROR);
		}
		else if (this.exchange != null || !context.channel().isActive()) {
			context.close();
		}
		else {
			context.fireExceptionCaught(cause);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		gone();
		context.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		gone();
	}

	private void gone() {
		this.held.drop();
		DirectDownstream exchange = this.exchange;
		over();
		if (exchange != null) {
			exchange.gone();
		}
	}

}
