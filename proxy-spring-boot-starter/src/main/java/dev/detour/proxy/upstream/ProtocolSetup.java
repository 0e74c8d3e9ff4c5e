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

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.peer.Protocols;

/**
 * Makes a channel that is connected, and secured if it is to be, speak HTTP. Here it is
 * known which version that is; whoever dials only learns that the connection is ready.
 */
final class ProtocolSetup {

	private static final int MAX_HEAD_SIZE = 64 * 1024;

	private final Channel channel;

	private final ConnectionUse use;

	private final LoopPool pool;

	private final ProtocolMemory memory;

	private final Listener listener;

	ProtocolSetup(Channel channel, ConnectionUse use, LoopPool pool, ProtocolMemory memory, Listener listener) {
		this.channel = channel;
		this.use = use;
		this.pool = pool;
		this.memory = memory;
		this.listener = listener;
	}

	/**
	 * Starts, on the channel's event loop. The time limit is the dialler's business, and
	 * so is closing the channel when it fails.
	 */
	void start() {
		SslHandler tls = this.channel.pipeline().get(SslHandler.class);
		boolean negotiated = tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
		Protocols protocols = this.memory.protocols(this.use.key(), System.nanoTime());
		if (negotiated || (tls == null && protocols != Protocols.HTTP_1_1)) {
			new Http2PeerConnection(this.channel, this.use, this.pool, this.memory, this.listener).start();
		}
		else if (protocols == Protocols.HTTP_2) {
			String answer = (tls != null) ? tls.applicationProtocol() : null;
			this.listener.failed(ErrorType.HTTP_VERSION_REFUSED,
					new UnavailableException("the peer may be spoken to in HTTP/2 only, and negotiated "
							+ ((answer != null) ? answer : "no protocol: it may not know ALPN"), null));
		}
		else {
			// Whoever dials next need not wait to find out how many it can carry.
			this.memory.downgrade(this.use.key(), System.nanoTime());
			this.listener.ready(speakHttp1());
		}
	}

	private PeerConnection speakHttp1() {
		HttpDecoderConfig config = new HttpDecoderConfig().setMaxInitialLineLength(MAX_HEAD_SIZE)
			.setMaxHeaderSize(MAX_HEAD_SIZE)
			.setMaxChunkSize(MAX_HEAD_SIZE);
		TrafficCounter traffic = new TrafficCounter();
		Http1Decoder decoder = new Http1Decoder(config);
		Http1Connection connection = new Http1Connection(this.channel, this.pool, this.use, traffic, decoder);
		this.channel.pipeline().addLast(traffic, new HttpRequestEncoder(), decoder, connection);
		return connection;
	}

	/**
	 * Told once how it went, now or later, on the event loop.
	 */
	interface Listener {

		/**
		 * The connection can carry attempts.
		 * @param connection the connection
		 */
		void ready(PeerConnection connection);

		/**
		 * The peer does not speak HTTP as it should. Nothing of a request was sent.
		 * @param type what went wrong
		 * @param cause the exception that was observed, or {@code null}
		 */
		void failed(ErrorType type, @Nullable Throwable cause);

	}

}
