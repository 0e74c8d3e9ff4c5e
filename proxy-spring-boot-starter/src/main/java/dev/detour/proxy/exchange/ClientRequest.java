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
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.ProxyRequest;

/**
 * The client's request as Netty read it.
 *
 * @since 0.1.0
 */
public final class ClientRequest implements ProxyRequest {

	private final HttpVersion version;

	private final HttpMethod method;

	private final String target;

	private final HttpHeaders fields;

	private final ClientOrigin origin;

	private final ClientOrigin hop;

	private final @Nullable String contentLength;

	private final boolean chunked;

	private @Nullable String path;

	/**
	 * Creates the request. Its framing was checked before: at most one
	 * {@code Content-Length}, or {@code Transfer-Encoding: chunked}.
	 * @param version the version
	 * @param method the method
	 * @param target the target, as sent
	 * @param fields the header fields, which are not changed
	 * @param origin where it comes from
	 */
	public ClientRequest(HttpVersion version, HttpMethod method, String target, HttpHeaders fields,
			ClientOrigin origin) {
		this(version, method, target, fields, origin, origin);
	}

	/**
	 * Creates the request of a client that is known by what others say of it.
	 * @param version the version
	 * @param method the method
	 * @param target the target, as sent
	 * @param fields the header fields, which are not changed
	 * @param origin the client, and how it reached the first of those on the way
	 * @param hop the last of them, and how that reached the gateway
	 */
	public ClientRequest(HttpVersion version, HttpMethod method, String target, HttpHeaders fields, ClientOrigin origin,
			ClientOrigin hop) {
		this.version = version;
		this.method = method;
		this.target = target;
		this.fields = fields;
		this.origin = origin;
		this.hop = hop;
		this.chunked = fields.contains(HttpHeaderNames.TRANSFER_ENCODING);
		this.contentLength = this.chunked ? null : fields.get(HttpHeaderNames.CONTENT_LENGTH);
	}

	ClientOrigin origin() {
		return this.origin;
	}

	HttpMethod nettyMethod() {
		return this.method;
	}

	HttpHeaders fields() {
		return this.fields;
	}

	boolean isChunked() {
		return this.chunked;
	}

	/**
	 * Returns who has sent the request to the gateway, and how.
	 * @return the origin, or that of the client if nobody is in between
	 */
	ClientOrigin hop() {
		return this.hop;
	}

	@Nullable String contentLength() {
		return this.contentLength;
	}

	@Override
	public String method() {
		return this.method.name();
	}

	@Override
	public String target() {
		return this.target;
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
		return this.version.text();
	}

	@Override
	public String scheme() {
		return this.origin.scheme();
	}

	@Override
	public String host() {
		String host = this.fields.get(HttpHeaderNames.HOST);
		return (host != null) ? host : "";
	}

	@Override
	public Headers headers() {
		return new ReadOnlyFields(this.fields);
	}

	@Override
	public @Nullable InetSocketAddress remoteAddress() {
		return this.origin.address();
	}

	@Override
	public boolean hasBody() {
		return mayExceed(0);
	}

	/**
	 * Returns whether the client asks to switch to another protocol (RFC 9110 section
	 * 7.8). HTTP/2 is none that a peer could switch to, since it would not be the client
	 * that speaks it; and a request with content is not switched. A stream of HTTP/2 on
	 * which the client asks for WebSocket (RFC 8441) has been made to look like that.
	 * @return {@code true} if it does
	 */
	public boolean isUpgrade() {
		return this.fields.contains(HttpHeaderNames.UPGRADE) && !isHttp10() && !hasBody()
				&& (isHttp2() || this.fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true))
				&& !this.fields.containsValue(HttpHeaderNames.UPGRADE, "h2c", true);
	}

	/**
	 * Returns whether the content may be larger than this many bytes.
	 * @param bytes the number of bytes
	 * @return {@code true} also if the length is not known
	 */
	boolean mayExceed(long bytes) {
		return this.chunked || (this.contentLength != null && Long.parseLong(this.contentLength) > bytes);
	}

	/**
	 * Returns whether the client waits for leave to send its content.
	 * @return {@code true} if it does
	 */
	boolean expectsContinue() {
		return !isHttp10() && hasBody()
				&& this.fields.contains(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);
	}

	/**
	 * Returns whether the client speaks HTTP/2, whose codec lets no fields through that
	 * concern one connection.
	 * @return {@code true} if it does
	 */
	boolean isHttp2() {
		return this.version.majorVersion() == 2;
	}

	/**
	 * Returns whether the client speaks HTTP/1.0, and so knows neither chunked content
	 * nor interim responses.
	 * @return {@code true} if it does
	 */
	boolean isHttp10() {
		return HttpVersion.HTTP_1_0.equals(this.version);
	}

	@Override
	public String toString() {
		return method() + " " + path();
	}

}
