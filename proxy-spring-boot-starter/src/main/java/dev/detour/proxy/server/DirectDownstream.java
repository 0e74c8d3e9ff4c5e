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

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.exchange.Downstream;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.exchange.ProxyExchange;
import dev.detour.proxy.hook.ProxyHooks;

/**
 * The client's side of an exchange directly on Reactor Netty's server. It is the result
 * that Reactor Netty subscribes to: subscribing starts the exchange, completing it ends
 * the response, and cancelling it means that the client has gone. Content is written to
 * the channel without going through Reactor.
 */
final class DirectDownstream extends Mono<Void> implements Downstream, Subscription {

	private final HttpServerRequest request;

	private final HttpServerResponse response;

	private final Channel channel;

	private final ServerGuard guard;

	private final ClientRequest clientRequest;

	private final Gateway gateway;

	private final ProxyHooks<?> hooks;

	private @Nullable CoreSubscriber<? super Void> subscriber;

	private @Nullable ProxyExchange<?> exchange;

	private @Nullable Subscription content;

	private boolean withoutContent;

	private boolean delimited = true;

	private boolean over;

	DirectDownstream(HttpServerRequest request, HttpServerResponse response, ClientRequest clientRequest,
			Connection connection, ServerGuard guard, Gateway gateway, ProxyHooks<?> hooks) {
		this.request = request;
		this.response = response;
		this.channel = connection.channel();
		this.guard = guard;
		this.clientRequest = clientRequest;
		this.gateway = gateway;
		this.hooks = hooks;
	}

	static ClientRequest clientRequest(HttpServerRequest request) {
		return new ClientRequest(request.version(), request.method(), request.uri(), request.requestHeaders(),
				request.scheme(), request.remoteAddress());
	}

	@Override
	public void subscribe(CoreSubscriber<? super Void> subscriber) {
		this.subscriber = subscriber;
		ProxyExchange<?> exchange = this.gateway.exchange(this, this.hooks);
		this.exchange = exchange;
		this.guard.attach(exchange);
		subscriber.onSubscribe(this);
		exchange.start();
	}

	@Override
	public ClientRequest request() {
		return this.clientRequest;
	}

	@Override
	public EventLoop eventLoop() {
		return this.channel.eventLoop();
	}

	@Override
	public void receive() {
		this.request.receiveObject().subscribe(new Content());
	}

	@Override
	public void demand() {
		if (this.content != null) {
			this.content.request(1);
		}
	}

	@Override
	public void interim(HttpResponse head) {
		if (this.request.version().minorVersion() > 0) {
			this.guard.writeInterim(head);
		}
	}

	@Override
	public void commit(HttpResponse head) {
		this.withoutContent = HttpMethod.HEAD.equals(this.request.method());
		this.delimited = HttpUtil.isContentLengthSet(head) || HttpUtil.isTransferEncodingChunked(head);
		this.response.status(head.status());
		this.response.responseHeaders().set(head.headers());
		this.guard.cork();
		this.response.then().subscribe(Ignoring.INSTANCE);
	}

	@Override
	public void write(ByteBuf content) {
		if (this.over || this.withoutContent || !content.isReadable()) {
			content.release();
			return;
		}
		this.channel.write(new DefaultHttpContent(content));
	}

	@Override
	public void flush() {
		if (!this.over) {
			this.guard.uncorkUnflushed();
			this.channel.flush();
		}
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable();
	}

	@Override
	public void end(HttpHeaders trailers) {
		if (this.over) {
			return;
		}
		this.over = true;
		if (!trailers.isEmpty()) {
			this.response.trailerHeaders((fields) -> fields.add(trailers));
		}
		this.guard.uncorkUnflushed();
		// Writes and flushes the end of the response.
		Objects.requireNonNull(this.subscriber).onComplete();
		this.guard.detach();
	}

	@Override
	public void abort() {
		if (!this.over) {
			stop();
			this.guard.abort(!this.delimited);
		}
	}

	@Override
	public void request(long n) {
		// There is nothing to ask for: the only signal is the end.
	}

	@Override
	public void cancel() {
		if (this.channel.eventLoop().inEventLoop()) {
			gone();
		}
		else {
			this.channel.eventLoop().execute(this::gone);
		}
	}

	private void gone() {
		if (!this.over && this.exchange != null) {
			stop();
			this.exchange.gone();
		}
	}

	/**
	 * Wants no more content. What Reactor Netty holds for want of demand is released.
	 */
	private void stop() {
		this.over = true;
		this.guard.detach();
		if (this.content != null) {
			this.content.cancel();
		}
	}

	/**
	 * Takes the content of the request.
	 */
	private final class Content implements CoreSubscriber<Object> {

		@Override
		public void onSubscribe(Subscription subscription) {
			DirectDownstream.this.content = subscription;
		}

		@Override
		public void onNext(Object message) {
			ProxyExchange<?> exchange = DirectDownstream.this.exchange;
			if (exchange != null && !DirectDownstream.this.over && message instanceof HttpContent piece) {
				// Reactor Netty releases the message when this method returns.
				exchange.requestContent(piece.content().retain());
			}
		}

		@Override
		public void onError(Throwable ex) {
			gone();
		}

		@Override
		public void onComplete() {
			ProxyExchange<?> exchange = DirectDownstream.this.exchange;
			boolean whole = DirectDownstream.this.guard.broken() == null;
			if (exchange != null && !DirectDownstream.this.over && whole) {
				exchange.requestEnd(DirectDownstream.this.guard.trailers());
			}
		}

	}

	/**
	 * Ignores how writing the head went: the channel tells.
	 */
	private enum Ignoring implements CoreSubscriber<Void> {

		INSTANCE;

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Void nothing) {
		}

		@Override
		public void onError(Throwable ex) {
		}

		@Override
		public void onComplete() {
		}

	}

}
