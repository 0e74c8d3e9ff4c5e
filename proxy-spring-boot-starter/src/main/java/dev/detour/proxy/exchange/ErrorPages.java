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

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.ProxyResponse;

/**
 * Responses that the gateway makes itself. The plain page names the status and nothing
 * else: no peer, no exception, no version.
 */
final class ErrorPages {

	private ErrorPages() {
	}

	/**
	 * Sends a response of the gateway.
	 * @param downstream the client's side
	 * @param status the status of the plain page
	 * @param response the response, or {@code null} for the plain page
	 * @param close whether the connection to the client closes after the response
	 * @return how many bytes of content were sent
	 */
	static int send(Downstream downstream, int status, @Nullable ProxyResponse response, boolean close) {
		ByteBuf content = content(status, response, ByteBufAllocator.DEFAULT);
		int length = content.readableBytes();
		downstream.commit(head((response != null) ? response.status() : status, response, length, close));
		downstream.write(content);
		downstream.end(EmptyHttpHeaders.INSTANCE);
		return length;
	}

	/**
	 * Returns the plain page, to which something is to be added.
	 * @param status its status
	 * @return the page
	 */
	static ProxyResponse plain(int status) {
		return ProxyResponse.text(status, HttpResponseStatus.valueOf(status) + "\n");
	}

	/**
	 * Returns the content.
	 * @param status the status
	 * @param response the handler's response, or {@code null} for the plain page
	 * @param allocator for the buffer
	 * @return a new buffer, which may be empty
	 */
	private static ByteBuf content(int status, @Nullable ProxyResponse response, ByteBufAllocator allocator) {
		byte[] bytes;
		if (response != null) {
			bytes = response.body();
		}
		else {
			bytes = (HttpResponseStatus.valueOf(status) + "\n").getBytes(StandardCharsets.US_ASCII);
		}
		return (bytes.length == 0) ? Unpooled.EMPTY_BUFFER : allocator.buffer(bytes.length).writeBytes(bytes);
	}

	/**
	 * Returns the head.
	 * @param status the status
	 * @param response the handler's response, or {@code null} for the plain page
	 * @param length the length of the content
	 * @param close whether the connection to the client closes after the response
	 * @return the head
	 */
	private static HttpResponse head(int status, @Nullable ProxyResponse response, int length, boolean close) {
		HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
		if (response != null) {
			response.headers().forEach(headers::add);
		}
		else {
			headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=UTF-8");
		}
		headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		if (status != 204 && status != 304) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		if (close) {
			headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		}
		return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), headers);
	}

}
