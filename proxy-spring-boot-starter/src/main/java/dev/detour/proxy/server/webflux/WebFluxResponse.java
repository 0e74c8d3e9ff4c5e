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

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.context.Context;

/**
 * Writes one response through WebFlux, so that filters see it and may change it. A
 * response that ends before it is flushed goes out in one piece.
 */
final class WebFluxResponse implements CoreSubscriber<Void> {

	private final ServerHttpResponse response;

	private final Channel channel;

	private final Context context;

	private final Listener listener;

	private final ResponseContent content;

	private @Nullable Subscription writing;

	private boolean withoutContent;

	private boolean begun;

	private boolean over;

	/**
	 * Creates the response.
	 * @param response the response of WebFlux
	 * @param channel the channel of the client's connection
	 * @param context the context of the exchange
	 * @param listener told how it goes
	 */
	WebFluxResponse(ServerHttpResponse response, Channel channel, Context context, Listener listener) {
		this.response = response;
		this.channel = channel;
		this.context = context;
		this.listener = listener;
		this.content = new ResponseContent(channel.eventLoop(), new NettyDataBufferFactory(channel.alloc()),
				listener::writable);
	}

	/**
	 * Sets the head. What filters put into the response before is kept unless the head
	 * has it also.
	 * @param head the head
	 * @param toHead whether the request was {@code HEAD}
	 */
	void head(HttpResponse head, boolean toHead) {
		if (this.response.isCommitted()) {
			throw new IllegalStateException("The response was committed by a filter");
		}
		int status = head.status().code();
		this.withoutContent = toHead || status == 204 || status == 304;
		status(head.status());
		org.springframework.http.HttpHeaders headers = this.response.getHeaders();
		headers.remove(HttpHeaderNames.TRANSFER_ENCODING.toString());
		headers.remove(HttpHeaderNames.CONTENT_LENGTH.toString());
		if (!headers.isEmpty()) {
			for (Map.Entry<String, String> field : head.headers()) {
				if (!addsUp(field.getKey())) {
					headers.remove(field.getKey());
				}
			}
		}
		for (Map.Entry<String, String> field : head.headers()) {
			headers.add(field.getKey(), field.getValue());
		}
	}

	private void status(HttpResponseStatus status) {
		if (status.reasonPhrase().equals(HttpResponseStatus.valueOf(status.code()).reasonPhrase())) {
			this.response.setStatusCode(HttpStatusCode.valueOf(status.code()));
		}
		else {
			// WebFlux knows no reason phrases, but leaves a status that it has not set.
			this.response.setStatusCode(null);
			nativeResponse().status(status);
		}
	}

	private static boolean addsUp(String name) {
		return HttpHeaderNames.SET_COOKIE.contentEqualsIgnoreCase(name)
				|| HttpHeaderNames.VARY.contentEqualsIgnoreCase(name);
	}

	private HttpServerResponse nativeResponse() {
		return ServerHttpResponseDecorator.getNativeResponse(this.response);
	}

	void write(ByteBuf piece) {
		if (this.withoutContent || this.over || !piece.isReadable()) {
			piece.release();
		}
		else {
			this.content.add(piece);
		}
	}

	void flush() {
		// Once begun, everything is flushed as soon as it is written.
		if (!this.begun && !this.withoutContent) {
			stream();
		}
	}

	boolean isWritable() {
		return this.channel.isWritable() && (!this.begun || this.content.isWanted());
	}

	void end(HttpHeaders trailers) {
		if (!this.begun && !this.withoutContent && !trailers.isEmpty()) {
			stream();
		}
		if (this.begun) {
			if (!trailers.isEmpty()) {
				nativeResponse().trailerHeaders((fields) -> fields.add(trailers));
			}
			this.content.complete();
			return;
		}
		this.begun = true;
		if (this.content.isEmpty()) {
			this.response.setComplete().subscribe(this);
		}
		else {
			this.response.writeWith(Mono.just(this.content.takeAll())).subscribe(this);
		}
	}

	private void stream() {
		this.begun = true;
		this.response.writeWith(this.content.begin()).subscribe(this);
	}

	/**
	 * Stops writing, and drops what was not written yet.
	 */
	void cancel() {
		this.over = true;
		this.content.cancel();
		if (this.writing != null) {
			this.writing.cancel();
		}
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.writing = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(Void nothing) {
	}

	@Override
	public void onError(Throwable ex) {
		this.listener.written(ex);
	}

	@Override
	public void onComplete() {
		this.listener.written(null);
	}

	/**
	 * Told how writing the response goes.
	 */
	interface Listener {

		/**
		 * More content would go on at once.
		 */
		void writable();

		/**
		 * WebFlux has done with the response. Told on whichever thread it is on.
		 * @param cause what went wrong, or {@code null} if nothing did
		 */
		void written(@Nullable Throwable cause);

	}

}
