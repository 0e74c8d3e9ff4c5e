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
import io.netty.handler.codec.http.EmptyHttpHeaders;

import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * Passes bytes on between a client and a peer that have left HTTP, each way as fast as
 * the other side takes them. Either side may end what it sends and still receive; the
 * exchange is over when both have.
 */
final class Tunnel {

	private final DownstreamTunnel client;

	private final UpstreamAttempt peer;

	private final IntConsumer sent;

	private final Runnable completed;

	private boolean demanded;

	private boolean paused;

	private boolean clientEnded;

	private boolean peerEnded;

	/**
	 * Creates the tunnel.
	 * @param client the client's side
	 * @param peer the peer's side
	 * @param sent told how many bytes go to the client
	 * @param completed called when both sides have ended
	 */
	Tunnel(DownstreamTunnel client, UpstreamAttempt peer, IntConsumer sent, Runnable completed) {
		this.client = client;
		this.peer = peer;
		this.sent = sent;
		this.completed = completed;
	}

	/**
	 * Begins.
	 * @param paused whether the peer is not read from now
	 */
	void begin(boolean paused) {
		this.paused = paused;
		this.client.flush();
		clientWritable();
		demand();
	}

	void clientContent(ByteBuf bytes) {
		this.demanded = false;
		this.peer.write(bytes);
		this.peer.flush();
		demand();
	}

	void clientEnd() {
		this.clientEnded = true;
		this.peer.end(EmptyHttpHeaders.INSTANCE);
		complete();
	}

	void clientWritable() {
		if (this.paused && this.client.isWritable()) {
			this.paused = false;
			this.peer.setReading(true);
		}
	}

	void peerContent(ByteBuf bytes) {
		this.sent.accept(bytes.readableBytes());
		this.client.write(bytes);
		if (!this.paused && !this.client.isWritable()) {
			this.paused = true;
			this.peer.setReading(false);
		}
	}

	void peerReadComplete() {
		this.client.flush();
	}

	void peerWritable() {
		demand();
	}

	void peerEnd() {
		this.peerEnded = true;
		this.client.end();
		complete();
	}

	/**
	 * Returns whether the peer has ended its side, so that it can fail no more.
	 * @return {@code true} if it has
	 */
	boolean isPeerEnded() {
		return this.peerEnded;
	}

	/**
	 * The peer hears nothing any more: the client still gets what it has not yet taken.
	 */
	void peerGone() {
		this.client.close();
		this.completed.run();
	}

	private void demand() {
		if (!this.demanded && !this.clientEnded && this.peer.isWritable()) {
			this.demanded = true;
			this.client.demand();
		}
	}

	private void complete() {
		if (this.clientEnded && this.peerEnded) {
			this.completed.run();
		}
	}

}
