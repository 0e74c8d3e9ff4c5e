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

/**
 * The connection of a client that has left HTTP for another protocol (RFC 9110 section
 * 7.8): bytes both ways, each way with an end of its own. What the client does is told to
 * a {@link DownstreamListener}: {@link DownstreamListener#requestContent bytes}, and the
 * {@link DownstreamListener#requestEnd end} of its side. Used on its event loop only.
 *
 * @since 0.1.0
 */
public interface DownstreamTunnel {

	/**
	 * Asks for one more piece of what the client sends. Nothing is told before.
	 */
	void demand();

	/**
	 * Writes bytes, without flushing.
	 * @param bytes the bytes, released by this
	 */
	void write(ByteBuf bytes);

	/**
	 * Hands what was written to the socket.
	 */
	void flush();

	/**
	 * Returns whether the client takes more now. When it does again,
	 * {@link DownstreamListener#writable()} is called.
	 * @return {@code true} if it does
	 */
	boolean isWritable();

	/**
	 * Ends the side of the gateway, after what was written. When the client has ended its
	 * side as well, the connection is closed.
	 */
	void end();

	/**
	 * Closes the connection after what was written, without waiting for the end of what
	 * the client sends: nobody wants that any more, and it is dropped.
	 */
	void close();

}
