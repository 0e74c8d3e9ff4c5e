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

import java.util.function.IntConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

import dev.detour.proxy.http.Forward;

/**
 * The client's side of one exchange, however the gateway is mounted. Used on its event
 * loop only, except for {@link #eventLoop()}, {@link #channel()} and {@link #request()}.
 *
 * @since 0.1.0
 */
public interface Downstream {

	/**
	 * Returns the client's request.
	 * @return the request
	 */
	ClientRequest request();

	/**
	 * Returns the event loop of the client's connection, on which the exchange lives.
	 * @return the event loop
	 */
	default EventLoop eventLoop() {
		return channel().eventLoop();
	}

	/**
	 * Returns the channel of the client's connection, or of its stream.
	 * @return the channel
	 */
	Channel channel();

	/**
	 * Begins to read the content of the request; called at most once. Tells a client that
	 * waits for it to go ahead (RFC 9110 section 10.1.1).
	 */
	void receive();

	/**
	 * Asks for one more piece of content.
	 */
	void demand();

	/**
	 * Passes an interim response (1xx, but not 100 and 101) on at once, if the client
	 * understands it.
	 * @param head the head
	 */
	void interim(HttpResponse head);

	/**
	 * Commits the response: writes its head, without flushing.
	 * @param head the head, with its framing: with neither {@code Content-Length} nor
	 * {@code Transfer-Encoding}, the content ends as the protocol of the client allows
	 */
	void commit(HttpResponse head);

	/**
	 * Commits a response that switches protocols (101), in place of {@link #commit}, and
	 * sends it. From then on the connection is a tunnel, and {@link #abort()} is all that
	 * may be called here. Only for a request that {@linkplain ClientRequest#isUpgrade()
	 * asks for it}.
	 * @param head the head
	 * @return the tunnel
	 */
	DownstreamTunnel tunnel(HttpResponse head);

	/**
	 * Has the application itself make the response, in place of {@link #commit}. The
	 * exchange goes on until either of the two is told, on the event loop.
	 * @param forward where it is made
	 * @param status the status unless the application chooses another
	 * @param close whether the connection to the client closes after the response
	 * @param sent told the status when the response was sent
	 * @param gone told if the client leaves before
	 * @return {@code false} if this cannot be done, and nothing was
	 */
	default boolean forward(Forward forward, int status, boolean close, IntConsumer sent, Runnable gone) {
		return false;
	}

	/**
	 * Writes content, without flushing.
	 * @param content the content, released by this
	 */
	void write(ByteBuf content);

	/**
	 * Hands what was written to the socket.
	 */
	void flush();

	/**
	 * Returns whether the client takes more content now. When it does again,
	 * {@link DownstreamListener#writable()} is called.
	 * @return {@code true} if it does
	 */
	boolean isWritable();

	/**
	 * Ends the response, and flushes. The exchange is over.
	 * @param trailers the trailer fields, empty if there are none
	 */
	void end(HttpHeaders trailers);

	/**
	 * Breaks the response off so that the client can tell. The exchange is over.
	 */
	void abort();

}
