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

import java.util.function.LongConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Writes the frames of an HTTP/2 connection, and opens its windows.
 */
final class Http2Output {

	/**
	 * How much the window of a connection is opened beyond its first size.
	 */
	private static final int CONNECTION_WINDOW = 8 * 1024 * 1024;

	private final Channel channel;

	private final Http2Handler handler;

	private final boolean secure;

	private final TrafficCounter traffic = new TrafficCounter();

	Http2Output(Channel channel, Http2Handler handler, boolean secure) {
		this.channel = channel;
		this.handler = handler;
		this.secure = secure;
	}

	/**
	 * Sends the preface.
	 * @throws Http2Exception if the connection is broken already
	 */
	void start() throws Http2Exception {
		this.channel.pipeline().addLast(this.traffic, this.handler);
		Http2Connection connection = this.handler.connection();
		connection.local().flowController().incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW);
		flush();
	}

	ChannelFuture writeHead(int id, HttpRequest request, boolean last, LongConsumer written) {
		long before = this.traffic.written();
		ChannelFuture write = this.handler.encoder()
			.writeHeaders(context(), id, Http2Heads.request(request, this.secure), 0, last, this.channel.newPromise());
		long bytes = this.traffic.written() - before;
		return write.addListener((future) -> written.accept(future.isSuccess() ? bytes : 0));
	}

	ChannelFuture writeContent(int id, ByteBuf content, boolean last) {
		return this.handler.encoder().writeData(context(), id, content, 0, last, this.channel.newPromise());
	}

	ChannelFuture writeTrailers(int id, HttpHeaders trailers) {
		return this.handler.encoder()
			.writeHeaders(context(), id, Http2Heads.trailers(trailers), 0, true, this.channel.newPromise());
	}

	boolean isWritable(int id) {
		Http2Stream stream = this.handler.connection().stream(id);
		return stream != null && this.handler.connection().remote().flowController().isWritable(stream);
	}

	void consume(int id, int bytes) {
		Http2Stream stream = this.handler.connection().stream(id);
		if (stream == null) {
			return;
		}
		try {
			if (this.handler.connection().local().flowController().consumeBytes(stream, bytes)) {
				flush();
			}
		}
		catch (Http2Exception ex) {
			this.handler.onError(context(), true, ex);
		}
	}

	void flush() {
		this.handler.flush(context());
	}

	ChannelHandlerContext context() {
		return this.channel.pipeline().context(this.handler);
	}

	void reset(int id, Http2Error error) {
		if (this.channel.isActive() && this.handler.connection().stream(id) != null) {
			this.handler.resetStream(context(), id, error.code(), this.channel.newPromise());
			flush();
		}
	}

	void ping() {
		this.handler.encoder().writePing(context(), false, System.nanoTime(), this.channel.newPromise());
		flush();
	}

}
