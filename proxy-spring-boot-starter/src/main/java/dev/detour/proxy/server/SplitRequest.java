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

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * A request that came as one message, in the parts in which others come.
 *
 * @param head the head
 * @param last the content
 */
record SplitRequest(HttpRequest head, LastHttpContent last) {

	/**
	 * Splits a request.
	 * @param full the request, whose content goes on in the result
	 * @return its parts
	 */
	static SplitRequest of(FullHttpRequest full) {
		HttpRequest head = new DefaultHttpRequest(full.protocolVersion(), full.method(), full.uri(), full.headers());
		head.setDecoderResult(full.decoderResult());
		if (full.content().isReadable() || !full.trailingHeaders().isEmpty()) {
			return new SplitRequest(head, new DefaultLastHttpContent(full.content(), full.trailingHeaders()));
		}
		full.release();
		return new SplitRequest(head, LastHttpContent.EMPTY_LAST_CONTENT);
	}

}
