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

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import reactor.netty.NettyPipeline;

/**
 * Writes interim responses (1xx): with HTTP/1 past the codec of the server, which would
 * take one for the response.
 */
final class InterimResponse {

	private InterimResponse() {
	}

	static void write(Channel channel, HttpResponse head) {
		if (ServerGuard.isStream(channel)) {
			channel.pipeline()
				.context(ClientConnection.NAME)
				.writeAndFlush(new DefaultFullHttpResponse(head.protocolVersion(), head.status(), Unpooled.EMPTY_BUFFER,
						head.headers(), EmptyHttpHeaders.INSTANCE));
			return;
		}
		ChannelHandlerContext codec = channel.pipeline().context(NettyPipeline.HttpCodec);
		if (codec == null) {
			return;
		}
		StringBuilder text = new StringBuilder("HTTP/1.1 ").append(head.status()).append("\r\n");
		for (Map.Entry<String, String> field : head.headers()) {
			text.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
		}
		ByteBuf bytes = channel.alloc().buffer(text.length() + 2);
		bytes.writeCharSequence(text.append("\r\n"), StandardCharsets.ISO_8859_1);
		codec.writeAndFlush(bytes);
	}

}
