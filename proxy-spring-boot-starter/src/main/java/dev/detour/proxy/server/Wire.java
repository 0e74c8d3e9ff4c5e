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
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

import dev.detour.proxy.exchange.ClientRequest;

/**
 * How a client is talked to: what differs between the versions of HTTP.
 */
sealed interface Wire permits Http1Wire, Http2Wire {

	/**
	 * Returns the context of {@link ClientConnection}.
	 * @return the context
	 */
	ChannelHandlerContext context();

	/**
	 * A request arrived, whoever takes it on. One that must be refused is marked so, and
	 * left to Reactor Netty.
	 * @param request the request
	 * @return whether it may be taken on
	 */
	boolean arrived(HttpRequest request);

	/**
	 * The request was left to Reactor Netty.
	 */
	void passedOn();

	/**
	 * The exchange is over, and the next request may come.
	 */
	void finished();

	/**
	 * Returns a request as the exchange sees it.
	 * @param request the request
	 * @return the request
	 */
	ClientRequest request(HttpRequest request);

	/**
	 * Tells the client to send the content of its request.
	 */
	void goAhead();

	/**
	 * Writes and flushes an interim response.
	 * @param head the head
	 */
	void interim(HttpResponse head);

	/**
	 * Makes the head of a response say whether the connection stays open.
	 * @param head the head
	 * @param keepAlive whether it could
	 * @return whether it does
	 */
	boolean prepare(HttpResponse head, boolean keepAlive);

	/**
	 * Writes a part of a response.
	 * @param message the part
	 */
	void write(HttpObject message);

	/**
	 * Writes the end of a response, and flushes.
	 * @param message the end
	 * @param received whether all of the request was received
	 * @param close whether to close the connection after that
	 */
	void end(LastHttpContent message, boolean received, boolean close);

	/**
	 * Breaks a response off.
	 * @param reset whether the client would take the end of the connection for the end of
	 * the response
	 */
	void abort(boolean reset);

	/**
	 * Answers a request for which there is no exchange.
	 * @param status the status
	 */
	default void refuse(HttpResponseStatus status) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
		response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
		prepare(response, false);
		end(response, false, true);
	}

}
