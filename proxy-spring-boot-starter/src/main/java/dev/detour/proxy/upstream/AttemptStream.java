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

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;

/**
 * What carries one attempt: a whole HTTP/1.1 connection, or one stream of an HTTP/2
 * connection. It ends the attempt with a response or a failure, unless it is abandoned.
 */
interface AttemptStream {

	/**
	 * Returns whether this is a stream of HTTP/2.
	 * @return {@code false} if it is a connection of HTTP/1.1
	 */
	default boolean isHttp2() {
		return false;
	}

	/**
	 * Writes the head of the request.
	 * @param head the head, in the form of HTTP/1.1
	 * @param last whether no content follows; the request is then flushed
	 */
	void send(HttpRequest head, boolean last);

	/**
	 * Writes content, without flushing.
	 * @param content the content, released here
	 */
	void write(ByteBuf content);

	/**
	 * Ends the content, and flushes.
	 * @param trailers the trailer fields, empty if there are none
	 */
	void end(HttpHeaders trailers);

	/**
	 * Hands what was written to the socket.
	 */
	void flush();

	/**
	 * Returns whether more content is taken now.
	 * @return {@code true} if it is
	 */
	boolean isWritable();

	/**
	 * Starts or stops reading the response.
	 * @param reading whether to read
	 */
	void setReading(boolean reading);

	/**
	 * Returns an error with what is known now.
	 * @param type what went wrong
	 * @return the error
	 */
	ProxyError error(ErrorType type);

	/**
	 * Gives the attempt up, without a word to it.
	 */
	void abandon();

}
