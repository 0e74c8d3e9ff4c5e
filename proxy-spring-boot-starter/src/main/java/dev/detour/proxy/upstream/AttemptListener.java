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
import io.netty.handler.codec.http.HttpResponse;

import dev.detour.proxy.failure.ProxyError;

/**
 * Told what happens in one attempt, on its event loop, in this order: connected, any
 * number of interim heads, one head, content, end. A failure may come at any point and is
 * the last.
 *
 * @since 0.1.0
 */
public interface AttemptListener {

	/**
	 * Returns who the attempt is made for, which a peer may want to know before anything
	 * else.
	 * @return the addresses of the client's connection
	 */
	default ClientAddresses client() {
		return ClientAddresses.NONE;
	}

	/**
	 * The attempt has a connection that is ready to use.
	 * @param reused whether it has served before
	 */
	void connected(boolean reused);

	/**
	 * An interim response (1xx) arrived.
	 * @param head the head
	 */
	void interim(HttpResponse head);

	/**
	 * The head of the response arrived.
	 * @param head the head
	 */
	void head(HttpResponse head);

	/**
	 * Content arrived; after a head with status 101, bytes of the other protocol.
	 * @param content the content, to be released by the listener
	 */
	void content(ByteBuf content);

	/**
	 * The response is complete. If its status is 101, the peer has ended its side, and
	 * still takes what is sent until the attempt ends that or is cancelled.
	 * @param trailers the trailer fields, empty if there are none
	 */
	void end(HttpHeaders trailers);

	/**
	 * What the last read brought was told: a good moment to flush.
	 */
	void readComplete();

	/**
	 * The connection takes content again.
	 */
	void writable();

	/**
	 * The attempt failed.
	 * @param error what went wrong
	 */
	void failed(ProxyError error);

}
