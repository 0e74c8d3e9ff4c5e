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

import java.net.InetSocketAddress;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.ProxyRequest;

/**
 * The client's request as Netty read it.
 *
 * @since 0.1.0
 */
public final class ClientRequest implements ProxyRequest {

	private final HttpRequest head;

	private final String scheme;

	private final @Nullable InetSocketAddress remoteAddress;

	private final long contentLength;

	private final boolean chunked;

	private @Nullable String path;

	/**
	 * Creates the request.
	 * @param head the head; it is not changed
	 * @param scheme how the client reached the gateway, {@code http} or {@code https}
	 * @param remoteAddress the client's address, or {@code null} if it has none
	 */
	public ClientRequest(HttpRequest head, String scheme, @Nullable InetSocketAddress remoteAddress) {
		this.head = head;
		this.scheme = scheme;
		this.remoteAddress = remoteAddress;
		this.chunked = HttpUtil.isTransferEncodingChunked(head);
		this.contentLength = this.chunked ? -1 : HttpUtil.getContentLength(head, 0L);
	}

	/**
	 * Returns the head.
	 * @return the head, not to be changed
	 */
	public HttpRequest head() {
		return this.head;
	}

	@Override
	public String method() {
		return this.head.method().name();
	}

	@Override
	public String target() {
		return this.head.uri();
	}

	@Override
	public String path() {
		String path = this.path;
		if (path == null) {
			path = ProxyRequest.super.path();
			this.path = path;
		}
		return path;
	}

	@Override
	public String protocol() {
		return this.head.protocolVersion().text();
	}

	@Override
	public String scheme() {
		return this.scheme;
	}

	@Override
	public String host() {
		String host = this.head.headers().get(HttpHeaderNames.HOST);
		return (host != null) ? host : "";
	}

	@Override
	public Headers headers() {
		return new ReadOnlyFields(this.head.headers());
	}

	@Override
	public @Nullable InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public boolean hasBody() {
		return this.chunked || this.contentLength > 0;
	}

	/**
	 * Returns whether the content may be larger than this many bytes.
	 * @param bytes the number of bytes
	 * @return {@code true} also if the length is not known
	 */
	boolean mayExceed(long bytes) {
		return this.chunked || this.contentLength > bytes;
	}

	/**
	 * Returns whether the client waits for leave to send its content.
	 * @return {@code true} if it does
	 */
	boolean expectsContinue() {
		HttpHeaders headers = this.head.headers();
		return hasBody() && headers.contains(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);
	}

	/**
	 * Returns whether the client speaks HTTP/1.0, and so knows neither chunked content
	 * nor interim responses.
	 * @return {@code true} if it does
	 */
	boolean isHttp10() {
		return this.head.protocolVersion().majorVersion() == 1 && this.head.protocolVersion().minorVersion() == 0;
	}

	@Override
	public String toString() {
		return method() + " " + path();
	}

}
