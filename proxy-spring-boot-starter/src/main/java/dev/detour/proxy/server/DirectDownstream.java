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

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.exchange.Downstream;
import dev.detour.proxy.exchange.DownstreamTunnel;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.exchange.ProxyExchange;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.hook.ProxyHooks;

/**
 * The client's side of an exchange directly on the connection, without Reactor Netty. The
 * head of the response waits for what comes with it: a response that is complete at once
 * is written as one message.
 */
final class DirectDownstream implements Downstream {

	private final ClientConnection connection;

	private final Wire wire;

	private final ServerLimits limits;

	private final ClientRequest request;

	private final boolean keepAlive;

	private final boolean awaitsContinue;

	private final boolean withoutContent;

	private @Nullable ProxyExchange<?> exchange;

	private boolean receiving;

	private boolean demanded;

	private boolean received;

	private long taken;

	private final ResponseStart start = new ResponseStart();

	private boolean delimited;

	private boolean closeAfter;

	private boolean over;

	DirectDownstream(ClientConnection connection, Wire wire, ServerLimits limits, HttpRequest received,
			ClientRequest request) {
		this.connection = connection;
		this.wire = wire;
		this.limits = limits;
		this.request = request;
		this.keepAlive = HttpUtil.isKeepAlive(received);
		this.awaitsContinue = HttpUtil.is100ContinueExpected(received);
		this.withoutContent = HttpMethod.HEAD.equals(received.method());
	}

	void start(Gateway gateway, ProxyHooks<?> hooks) {
		ProxyExchange<?> exchange = gateway.exchange(this, hooks);
		this.exchange = exchange;
		exchange.start();
	}

	/**
	 * Returns whether this takes a piece of the content of the request now.
	 * @param content the piece
	 * @return {@code true} if it does
	 */
	boolean takes(HttpContent content) {
		if (this.over || content.decoderResult().isFailure()) {
			return true;
		}
		boolean end = content instanceof LastHttpContent && !content.content().isReadable();
		return this.receiving ? (end || this.demanded) : (end && !this.request.hasBody());
	}

	/**
	 * Takes a piece of the content of the request.
	 * @param content the piece
	 */
	void content(HttpContent content) {
		DecoderResult result = content.decoderResult();
		if (result.isFailure()) {
			content.release();
			broken(ErrorType.BAD_REQUEST, result.cause());
			return;
		}
		this.received = content instanceof LastHttpContent;
		if (this.over || this.exchange == null) {
			content.release();
		}
		else {
			pass(content, this.exchange);
		}
		if (this.over && this.received) {
			this.connection.finished(this.wire.context());
		}
	}

	private void pass(HttpContent content, ProxyExchange<?> exchange) {
		this.taken += content.content().readableBytes();
		if (this.limits.isExceededBy(this.taken)) {
			content.release();
			exchange.requestBroken(ErrorType.BODY_TOO_LARGE, this.limits.exceeded());
			return;
		}
		if (content.content().isReadable()) {
			this.demanded = false;
			exchange.requestContent(content.content());
		}
		else {
			content.release();
		}
		if (content instanceof LastHttpContent last && this.receiving && !this.over) {
			exchange.requestEnd(last.trailingHeaders());
		}
	}

	@Override
	public ClientRequest request() {
		return this.request;
	}

	@Override
	public Channel channel() {
		return this.wire.context().channel();
	}

	@Override
	public void receive() {
		this.receiving = true;
		if (this.awaitsContinue && !this.over) {
			this.wire.goAhead();
		}
		this.connection.passHeld(this.wire.context());
	}

	@Override
	public void demand() {
		this.demanded = true;
		this.connection.passHeld(this.wire.context());
	}

	@Override
	public void interim(HttpResponse head) {
		if (!this.over && !this.request.protocol().equals("HTTP/1.0")) {
			this.wire.interim(head);
		}
	}

	@Override
	public void commit(HttpResponse head) {
		if (this.over) {
			return;
		}
		this.delimited = HttpUtil.isContentLengthSet(head) || HttpUtil.isTransferEncodingChunked(head);
		this.closeAfter |= !this.wire.prepare(head, this.keepAlive && !this.closeAfter);
		this.start.hold(head);
	}

	@Override
	public DownstreamTunnel tunnel(HttpResponse head) {
		return ClientTunnel.begin(this.wire.context().channel(), head, this.exchange);
	}

	@Override
	public void write(ByteBuf content) {
		if (this.over || this.withoutContent || !content.isReadable()) {
			content.release();
		}
		else if (!this.start.hold(content)) {
			this.start.write(this.wire);
			this.wire.write(new DefaultHttpContent(content));
		}
	}

	@Override
	public void flush() {
		if (!this.over) {
			this.start.write(this.wire);
			this.wire.context().flush();
		}
	}

	@Override
	public boolean isWritable() {
		return this.wire.context().channel().isWritable();
	}

	@Override
	public void end(HttpHeaders trailers) {
		if (this.over) {
			return;
		}
		this.over = true;
		this.wire.end(this.start.last(trailers), this.received, this.closeAfter);
		if (this.closeAfter) {
			this.connection.closing();
		}
		else if (this.received) {
			this.connection.finished(this.wire.context());
		}
	}

	@Override
	public void abort() {
		if (!this.over) {
			this.start.write(this.wire);
			this.over = true;
			this.connection.closing();
			this.wire.abort(!this.delimited);
		}
	}

	/**
	 * Closes the connection when the exchange is over.
	 */
	void closeAfter() {
		this.closeAfter = true;
		HttpResponse head = this.start.head();
		if (head != null) {
			this.wire.prepare(head, false);
		}
	}

	void writabilityChanged() {
		if (!this.over && this.exchange != null && isWritable()) {
			this.exchange.writable();
		}
	}

	/**
	 * Returns whether it is for the client to send content now.
	 * @return {@code true} if the exchange waits for it
	 */
	boolean awaitsContent() {
		return this.receiving && this.demanded && !this.received && !this.over;
	}

	/**
	 * Returns whether the exchange can do nothing but wait for content.
	 * @return {@code true} if it is for the client to send some
	 */
	boolean isStalled() {
		return awaitsContent() && this.exchange != null && this.exchange.awaitsContent();
	}

	void broken(ErrorType type, Throwable cause) {
		if (!this.over && this.exchange != null) {
			this.exchange.requestBroken(type, cause);
		}
	}

	/**
	 * The client has gone.
	 */
	void gone() {
		if (!this.over && this.exchange != null) {
			this.over = true;
			this.start.drop();
			this.exchange.gone();
		}
	}

}
