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

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.exchange.ClientRequest;

/**
 * A connection that speaks HTTP/1.
 */
final class Http1Wire implements Wire {

	private final ChannelHandlerContext context;

	private final DirectMount.Open mount;

	private final Origin origin;

	private final @Nullable IdleClose idle;

	private int requests;

	Http1Wire(ChannelHandlerContext context, DirectMount.Open mount) {
		this.context = context;
		this.mount = mount;
		this.origin = Origin.of(context.channel());
		this.idle = IdleClose.of(context, mount.idleTimeout());
	}

	@Override
	public ChannelHandlerContext context() {
		return this.context;
	}

	@Override
	public boolean arrived(HttpRequest request) {
		this.requests++;
		return RequestRules.accept(request);
	}

	@Override
	public void passedOn() {
		if (this.idle != null) {
			this.idle.passedOn();
		}
	}

	@Override
	public void finished() {
		if (this.idle != null) {
			this.idle.idle();
		}
	}

	@Override
	public ClientRequest request(HttpRequest request) {
		if (this.idle != null) {
			this.idle.busy();
		}
		return new ClientRequest(request.protocolVersion(), request.method(), request.uri(), request.headers(),
				this.origin.get());
	}

	@Override
	public void goAhead() {
		interim(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
	}

	@Override
	public void interim(HttpResponse head) {
		InterimResponse.write(this.context.channel(), head);
	}

	@Override
	public boolean prepare(HttpResponse head, boolean keepAlive) {
		boolean keep = keepAlive && HttpUtil.isKeepAlive(head) && isDelimited(head)
				&& this.mount.mayKeepAlive(this.requests);
		if (!keep) {
			HttpUtil.setKeepAlive(head, false);
		}
		return keep;
	}

	private static boolean isDelimited(HttpResponse head) {
		int status = head.status().code();
		return status == 204 || status == 304 || HttpUtil.isContentLengthSet(head)
				|| HttpUtil.isTransferEncodingChunked(head);
	}

	@Override
	public void write(HttpObject message) {
		this.context.write(message, this.context.voidPromise());
	}

	@Override
	public void end(LastHttpContent message, boolean received, boolean close) {
		if (close) {
			this.context.writeAndFlush(message).addListener((future) -> close(received));
		}
		else {
			// A failed write is told to the connection, as a failed read is.
			this.context.writeAndFlush(message, this.context.voidPromise());
		}
	}

	private void close(boolean received) {
		if (received || !this.context.channel().isActive()) {
			this.context.close();
		}
		else {
			LingeringClose.begin(this.context);
		}
	}

	@Override
	public void abort(boolean reset) {
		if (reset) {
			this.context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
		}
		else {
			this.context.flush();
		}
		this.context.close();
	}

}
