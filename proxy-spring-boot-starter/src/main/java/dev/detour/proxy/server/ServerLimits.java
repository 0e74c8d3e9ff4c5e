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

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

/**
 * What a client may do to the server.
 *
 * @param headTimeout how long the head of a request may take, {@code null} if forever
 * @param contentTimeout how long a client may send nothing of the content that it is
 * waited for, {@code null} if forever
 * @param writeTimeout how long a client may take nothing of what it is sent, {@code null}
 * if forever
 * @param maxContentSize the number of bytes of content that a request to a proxied path
 * may have, -1 if there is no limit
 * @param webSockets whether a stream of HTTP/2 may carry WebSocket (RFC 8441)
 * @since 0.1.0
 */
public record ServerLimits(@Nullable Duration headTimeout, @Nullable Duration contentTimeout,
		@Nullable Duration writeTimeout, long maxContentSize, boolean webSockets) {

	/**
	 * No limits.
	 */
	public static final ServerLimits NONE = new ServerLimits(null, null, null, -1, false);

	private static final AttributeKey<ServerLimits> KEY = AttributeKey.valueOf(ServerLimits.class, "limits");

	/**
	 * Sets the limits of a server.
	 * @param server the server
	 * @return the server with limits
	 */
	public HttpServer on(HttpServer server) {
		return server.childAttr(KEY, this);
	}

	static ServerLimits of(Channel channel) {
		ServerLimits limits = (ServerGuard.isStream(channel) ? channel.parent() : channel).attr(KEY).get();
		return (limits != null) ? limits : NONE;
	}

	boolean isExceededBy(HttpRequest request) {
		return this.maxContentSize >= 0 && isExceededBy(HttpUtil.getContentLength(request, 0L));
	}

	boolean isExceededBy(long size) {
		return this.maxContentSize >= 0 && size > this.maxContentSize;
	}

	Exception exceeded() {
		return new TooLongFrameException("The content is larger than " + this.maxContentSize + " bytes");
	}

}
