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

package dev.detour.proxy.server.webflux;

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.exchange.Downstream;
import dev.detour.proxy.exchange.DownstreamTunnel;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.exchange.ProxyExchange;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.server.ClientTunnel;
import dev.detour.proxy.server.ServerGuard;

/**
 * The client's side of an exchange behind the filters of WebFlux. It is the result that
 * the filters subscribe to: subscribing starts the exchange, on the event loop of the
 * client's connection whatever thread the filters are on, and cancelling it means that
 * the client has gone. Content goes through WebFlux both ways, so that filters see it and
 * may change it.
 */
class WebFluxDownstream extends Mono<Void>
		implements Downstream, Subscription, RequestContent.Receiver, WebFluxResponse.Listener {

	private final ServerWebExchange webExchange;

	private final ClientRequest request;

	private final Channel channel;

	private final ServerGuard guard;

	private final Gateway gateway;

	private final ProxyHooks<?> hooks;

	private @Nullable CoreSubscriber<? super Void> subscriber;

	private @Nullable ProxyExchange<?> exchange;

	private @Nullable RequestContent content;

	private @Nullable WebFluxResponse response;

	private boolean delimited;

	private boolean over;

	WebFluxDownstream(ServerWebExchange webExchange, ClientRequest request, Channel channel, ServerGuard guard,
			Gateway gateway, ProxyHooks<?> hooks) {
		this.webExchange = webExchange;
		this.request = request;
		this.channel = channel;
		this.guard = guard;
		this.gateway = gateway;
		this.hooks = hooks;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Void> subscriber) {
		subscriber.onSubscribe(this);
		RequestContent.run(eventLoop(), () -> start(subscriber));
	}

	private void start(CoreSubscriber<? super Void> subscriber) {
		if (this.over || this.guard.broken() != null) {
			// The client has gone, or Reactor Netty is answering it already.
			return;
		}
		ProxyExchange<?> exchange = this.gateway.exchange(this, this.hooks);
		this.subscriber = subscriber;
		this.response = new WebFluxResponse(this.webExchange.getResponse(), this.channel, subscriber.currentContext(),
				this);
		this.exchange = exchange;
		ServerObservation.pass(subscriber.currentContext(), exchange);
		this.guard.attach(exchange);
		exchange.start();
	}

	@Override
	public ClientRequest request() {
		return this.request;
	}

	@Override
	public Channel channel() {
		return this.channel;
	}

	@Override
	public void receive() {
		if (!this.over) {
			this.content = new RequestContent(this, eventLoop(), subscriber().currentContext(), this.request.headers());
			this.webExchange.getRequest().getBody().subscribe(this.content);
		}
	}

	@Override
	public void demand() {
		if (this.content != null) {
			this.content.demand();
		}
	}

	@Override
	public void content(ByteBuf piece) {
		if (this.over || this.exchange == null) {
			piece.release();
		}
		else {
			this.exchange.requestContent(piece);
		}
	}

	@Override
	public void complete() {
		if (this.over || this.exchange == null || this.guard.broken() != null) {
			return;
		}
		if (this.content != null && this.content.isEmpty() && this.guard.hasReadContent()) {
			failed(new IllegalStateException("The content was consumed by a filter"));
		}
		else {
			this.exchange.requestEnd(this.guard.trailers());
		}
	}

	@Override
	public void failed(Throwable cause) {
		if (this.over || this.exchange == null || this.guard.broken() != null) {
			return;
		}
		if (!this.channel.isActive() || AbortedException.isConnectionReset(cause)) {
			gone();
		}
		else {
			this.exchange.requestBroken(ErrorType.INTERNAL, cause);
		}
	}

	@Override
	public void interim(HttpResponse head) {
		if (!this.request.protocol().equals("HTTP/1.0")) {
			this.guard.writeInterim(head);
		}
	}

	@Override
	public void commit(HttpResponse head) {
		if (this.over) {
			return;
		}
		this.delimited = HttpUtil.isContentLengthSet(head) || HttpUtil.isTransferEncodingChunked(head);
		try {
			response().head(head, this.request.method().equals("HEAD"));
		}
		catch (RuntimeException ex) {
			written(ex);
		}
	}

	@Override
	public DownstreamTunnel tunnel(HttpResponse head) {
		this.guard.detach();
		return ClientTunnel.begin(this.channel, head, this.exchange);
	}

	@Override
	public void write(ByteBuf content) {
		if (this.over) {
			content.release();
		}
		else {
			response().write(content);
		}
	}

	@Override
	public void flush() {
		if (!this.over) {
			response().flush();
		}
	}

	@Override
	public boolean isWritable() {
		return !this.over && response().isWritable();
	}

	@Override
	public void writable() {
		if (!this.over && this.exchange != null) {
			this.exchange.writable();
		}
	}

	@Override
	public void end(HttpHeaders trailers) {
		if (!this.over) {
			finish();
			response().end(trailers);
		}
	}

	@Override
	public void abort() {
		if (!this.over) {
			finish();
			response().cancel();
			this.guard.abort(!this.delimited);
		}
	}

	@Override
	public void written(@Nullable Throwable cause) {
		RequestContent.run(eventLoop(), () -> {
			// Unless the response was ended before, the client has gone or a filter
			// wants no more of it.
			gone();
			response().cancel();
			if (cause != null) {
				subscriber().onError(cause);
			}
			else {
				subscriber().onComplete();
			}
		});
	}

	@Override
	public void request(long n) {
		// There is nothing to ask for: the only signal is the end.
	}

	@Override
	public void cancel() {
		RequestContent.run(eventLoop(), () -> {
			gone();
			if (this.response != null) {
				this.response.cancel();
			}
		});
	}

	private void gone() {
		if (!this.over) {
			finish();
			if (this.exchange != null) {
				this.exchange.gone();
			}
		}
	}

	final void finish() {
		this.over = true;
		this.guard.detach();
		if (this.content != null) {
			this.content.cancel();
		}
	}

	final CoreSubscriber<? super Void> subscriber() {
		return Objects.requireNonNull(this.subscriber);
	}

	final WebFluxResponse response() {
		return Objects.requireNonNull(this.response);
	}

}
