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

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.exchange.DownstreamListener;
import dev.detour.proxy.failure.ErrorType;

/**
 * Stands between the codec and Reactor Netty on every connection of the server, and adds
 * what a gateway needs of them: it refuses what RFC 9112 wants refused, tells the
 * exchange when content breaks off malformed (Reactor Netty would end it as if it were
 * whole), and lets a client finish reading a response before a connection with unread
 * content is closed. Used on the event loop of its connection only.
 *
 * @since 0.1.0
 */
public final class ServerGuard extends ChannelDuplexHandler {

	static final AttributeKey<ServerGuard> KEY = AttributeKey.valueOf(ServerGuard.class, "guard");

	static final String NAME = "detour.guard";

	private final Channel channel;

	private @Nullable DownstreamListener listener;

	private boolean requestOpen;

	private long taken;

	private @Nullable Throwable broken;

	private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;

	private boolean aborting;

	private boolean lingering;

	private ServerGuard(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Makes the guard of a channel.
	 * @param channel the channel
	 * @return the guard
	 */
	static ServerGuard on(Channel channel) {
		ServerGuard guard = new ServerGuard(channel);
		channel.attr(KEY).set(guard);
		return guard;
	}

	static boolean isStream(Channel channel) {
		return channel instanceof Http2StreamChannel;
	}

	/**
	 * Returns the guard of a connection.
	 * @param channel the channel of the connection, or of the HTTP/2 stream
	 * @return the guard, or {@code null} if the server has none
	 */
	public static @Nullable ServerGuard of(Channel channel) {
		return channel.attr(KEY).get();
	}

	/**
	 * Begins to tell an exchange about the request that was read last.
	 * @param listener the exchange
	 */
	public void attach(DownstreamListener listener) {
		this.listener = listener;
	}

	/**
	 * Ends what {@link #attach} began.
	 */
	public void detach() {
		this.listener = null;
	}

	@Nullable DownstreamListener listener() {
		return this.listener;
	}

	/**
	 * Returns what was malformed in the content of the request.
	 * @return the cause, or {@code null} if nothing was so far
	 */
	public @Nullable Throwable broken() {
		return this.broken;
	}

	/**
	 * Returns whether the client sent content, whoever took it.
	 * @return {@code true} if it did so far
	 */
	public boolean hasReadContent() {
		return this.taken > 0;
	}

	/**
	 * Returns whether the exchange can do nothing but wait for content.
	 * @return {@code true} if it is for the client to send some
	 */
	boolean awaitsContent() {
		return this.listener != null && this.listener.awaitsContent();
	}

	/**
	 * Returns the trailer fields of the request.
	 * @return the fields, empty if there are none so far
	 */
	public HttpHeaders trailers() {
		return this.trailers;
	}

	/**
	 * Closes the connection at once.
	 * @param reset whether the client would take the end of the connection for the end of
	 * the response
	 */
	public void abort(boolean reset) {
		this.aborting = true;
		if (isStream(this.channel)) {
			Http2Wire.reset(this.channel.pipeline().context(ClientConnection.NAME), Http2Error.INTERNAL_ERROR);
			return;
		}
		if (reset) {
			this.channel.config().setOption(ChannelOption.SO_LINGER, 0);
		}
		this.channel.close();
	}

	/**
	 * Writes an interim response past the codec, which would take it for the response.
	 * @param head the head
	 */
	public void writeInterim(HttpResponse head) {
		InterimResponse.write(this.channel, head);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2Frame) {
			context.pipeline().remove(this);
		}
		if (this.lingering) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof HttpRequest request) {
			readHead(request);
			if (RequestRules.isTunnel(request)) {
				refuseTunnel(context);
				ReferenceCountUtil.release(message);
				return;
			}
		}
		if (message instanceof HttpContent content && !readContent(content)) {
			content.release();
			return;
		}
		context.fireChannelRead(message);
	}

	private void readHead(HttpRequest request) {
		this.requestOpen = true;
		this.taken = 0;
		this.broken = null;
		this.trailers = EmptyHttpHeaders.INSTANCE;
		RequestRules.accept(request);
	}

	private void refuseTunnel(ChannelHandlerContext context) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.NOT_IMPLEMENTED, Unpooled.EMPTY_BUFFER);
		response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0).set(HttpHeaderNames.CONNECTION, "close");
		// What follows may be of another protocol.
		this.lingering = true;
		context.writeAndFlush(response).addListener((written) -> LingeringClose.begin(context));
	}

	/**
	 * Looks at content on its way.
	 * @param content the content
	 * @return whether it goes on
	 */
	private boolean readContent(HttpContent content) {
		DecoderResult result = content.decoderResult();
		if (result.isFailure()) {
			this.broken = result.cause();
			if (this.listener == null) {
				return true;
			}
			this.listener.requestBroken(ErrorType.BAD_REQUEST, result.cause());
			return false;
		}
		this.taken += content.content().readableBytes();
		ServerLimits limits = ServerLimits.of(this.channel);
		if (this.listener != null && limits.isExceededBy(this.taken)) {
			this.broken = limits.exceeded();
			this.listener.requestBroken(ErrorType.BODY_TOO_LARGE, this.broken);
			return false;
		}
		if (content instanceof LastHttpContent last) {
			this.requestOpen = false;
			this.trailers = last.trailingHeaders();
		}
		return true;
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.listener != null && this.channel.isWritable()) {
			this.listener.writable();
		}
		context.fireChannelWritabilityChanged();
	}

	/**
	 * The client did not send content for too long.
	 * @param cause the exception
	 */
	void timedOut(Exception cause) {
		this.broken = cause;
		if (this.listener != null) {
			this.listener.requestBroken(ErrorType.REQUEST_TIMEOUT, cause);
		}
		else {
			this.channel.close();
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		context.write(message, promise);
		if (this.requestOpen && message instanceof LastHttpContent && isStream(this.channel)
				&& !(message instanceof HttpResponse head
						&& head.status().codeClass() == HttpStatusClass.INFORMATIONAL)) {
			// The rest of the request is not wanted (RFC 9113 section 8.1).
			promise.addListener((future) -> Http2Wire.reset(context, Http2Error.NO_ERROR));
		}
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (!this.requestOpen || this.aborting || isStream(this.channel) || !this.channel.isActive()) {
			context.close(promise);
			return;
		}
		if (!this.lingering) {
			this.lingering = true;
			LingeringClose.begin(context);
		}
		this.channel.closeFuture().addListener((future) -> promise.trySuccess());
	}

}
