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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * The start of a response that waits for what comes with it, so that a response that is
 * complete at once can be written as one message.
 */
final class ResponseStart {

	private @Nullable HttpResponse head;

	private @Nullable ByteBuf content;

	void hold(HttpResponse head) {
		this.head = head;
	}

	@Nullable HttpResponse head() {
		return this.head;
	}

	/**
	 * Holds the first piece of content as well.
	 * @param content the content
	 * @return whether it is held
	 */
	boolean hold(ByteBuf content) {
		if (this.head == null || this.content != null) {
			return false;
		}
		this.content = content;
		return true;
	}

	/**
	 * Writes what is held: more will follow.
	 * @param wire the client
	 */
	void write(Wire wire) {
		HttpResponse head = this.head;
		if (head != null) {
			ByteBuf content = this.content;
			this.head = null;
			this.content = null;
			wire.write(head);
			if (content != null) {
				wire.write(new DefaultHttpContent(content));
			}
		}
	}

	/**
	 * Returns the end of the response, with all that is held.
	 * @param trailers the trailer fields
	 * @return the end, or the whole response
	 */
	LastHttpContent last(HttpHeaders trailers) {
		HttpResponse head = this.head;
		if (head == null) {
			return trailers.isEmpty() ? LastHttpContent.EMPTY_LAST_CONTENT
					: new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers);
		}
		ByteBuf content = (this.content != null) ? this.content : Unpooled.EMPTY_BUFFER;
		this.head = null;
		this.content = null;
		return new DefaultFullHttpResponse(head.protocolVersion(), head.status(), content, head.headers(), trailers);
	}

	void drop() {
		this.head = null;
		if (this.content != null) {
			this.content.release();
			this.content = null;
		}
	}

}
