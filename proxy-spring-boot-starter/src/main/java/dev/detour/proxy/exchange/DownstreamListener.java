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

package dev.detour.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

import dev.detour.proxy.failure.ErrorType;

/**
 * Told what the client does, on the event loop of the exchange.
 *
 * @since 0.1.0
 */
public interface DownstreamListener {

	/**
	 * A piece of content of the request arrived.
	 * @param content the content, to be released by the listener
	 */
	void requestContent(ByteBuf content);

	/**
	 * The request is complete.
	 * @param trailers the trailer fields, empty if there are none
	 */
	void requestEnd(HttpHeaders trailers);

	/**
	 * Returns whether nothing goes on before there is more content: it is asked for, and
	 * the peer has not begun to answer. A call of gRPC, whose client may think between
	 * two messages, and has a time limit of its own, never says so.
	 * @return {@code true} if it is for the client to send some
	 */
	boolean awaitsContent();

	/**
	 * The rest of the request cannot be had though the client is still there.
	 * @param type what is wrong with it
	 * @param cause the exception
	 */
	void requestBroken(ErrorType type, Throwable cause);

	/**
	 * The client takes content again.
	 */
	void writable();

	/**
	 * The client has gone. Told at most once, and not after the exchange is over.
	 */
	void gone();

}
