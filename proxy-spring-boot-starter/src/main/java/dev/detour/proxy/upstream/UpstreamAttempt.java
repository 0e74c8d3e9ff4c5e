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
 * One try at one peer. After a response with status 101 it carries the bytes of another
 * protocol both ways, until it is cancelled. Belongs to one event loop and is used on it
 * only. After {@link #cancel()}, {@link AttemptListener#failed} or
 * {@link AttemptListener#end} it tells nothing more.
 *
 * @since 0.1.0
 */
public interface UpstreamAttempt {

	/**
	 * Takes a connection from the pool or opens one.
	 */
	void start();

	/**
	 * Writes the head of the request.
	 * @param head the head, with its framing
	 * @param last whether no content follows; the request is then flushed
	 */
	void send(HttpRequest head, boolean last);

	/**
	 * Writes content, without flushing.
	 * @param content the content, released by the attempt
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
	 * Returns whether the connection takes more content now. When it does again,
	 * {@link AttemptListener#writable()} is called.
	 * @return {@code true} if it does
	 */
	boolean isWritable();

	/**
	 * Starts or stops reading the response, for back-pressure.
	 * @param reading whether to read
	 */
	void setReading(boolean reading);

	/**
	 * Returns an error with what is known of this attempt now.
	 * @param type what went wrong
	 * @return the error
	 */
	ProxyError error(ErrorType type);

	/**
	 * Gives the attempt up. A connection that was not used yet goes back to the pool; any
	 * other is closed.
	 */
	void cancel();

}
