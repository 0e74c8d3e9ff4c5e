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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;

/**
 * The streams of an HTTP/2 connection that carry attempts.
 */
final class Http2Streams {

	/**
	 * The most streams at a time, whatever the peer allows. The window of the connection
	 * is larger than theirs together, so that a slow client holds up no other.
	 */
	private static final int MAX_STREAMS = 100;

	private final IntObjectMap<Http2PeerStream> open = new IntObjectHashMap<>();

	private final List<Http2PeerStream> touched = new ArrayList<>();

	/**
	 * Returns how many more streams may be opened now.
	 * @param local this end of the connection
	 * @return the number of streams, which may be negative
	 */
	static int free(Http2Connection.Endpoint<?> local) {
		int free = Math.min(local.maxActiveStreams(), MAX_STREAMS) - local.numActiveStreams();
		int ids = (Integer.MAX_VALUE - local.lastStreamCreated()) / 2;
		return Math.min(free, ids);
	}

	void add(int id, Http2PeerStream stream) {
		this.open.put(id, stream);
	}

	boolean remove(int id) {
		return this.open.remove(id) != null;
	}

	boolean isEmpty() {
		return this.open.isEmpty();
	}

	@Nullable Http2PeerStream get(int id) {
		return this.open.get(id);
	}

	/**
	 * Does something to all streams, which may end them.
	 * @param action what to do
	 */
	void forEach(Consumer<Http2PeerStream> action) {
		new ArrayList<>(this.open.values()).forEach(action);
	}

	/**
	 * Ends the streams that the peer will not process.
	 * @param lastId the last stream that it processes
	 * @param code the reason
	 */
	void leaveOutAbove(int lastId, long code) {
		forEach((stream) -> {
			if (stream.id() > lastId) {
				stream.leftOut(code);
			}
		});
	}

	/**
	 * Ends a stream on which the peer broke a rule.
	 * @param id the stream
	 * @param cause what it did
	 */
	void broken(int id, Throwable cause) {
		Http2PeerStream stream = this.open.get(id);
		if (stream != null) {
			stream.ended(ErrorType.INVALID_RESPONSE, cause);
		}
	}

	/**
	 * A stream was read from: its attempt is told when everything was.
	 * @param stream the stream
	 */
	void touch(Http2PeerStream stream) {
		if (this.touched.isEmpty() || this.touched.get(this.touched.size() - 1) != stream) {
			this.touched.add(stream);
		}
	}

	void readComplete() {
		for (int i = 0; i < this.touched.size(); i++) {
			PeerAttempt attempt = this.touched.get(i).attempt();
			if (attempt != null) {
				attempt.listener().readComplete();
			}
		}
		this.touched.clear();
	}

}
