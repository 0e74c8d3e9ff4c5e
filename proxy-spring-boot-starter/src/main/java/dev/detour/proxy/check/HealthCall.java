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

package dev.detour.proxy.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.policy.GrpcTimeout;
import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * One call by the health protocol of gRPC, and its answer.
 */
final class HealthCall {

	/**
	 * No answer is longer than that.
	 */
	private static final int MAX_BYTES = 4096;

	private static final String OK = "0";

	private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

	private boolean acceptable;

	private HealthCall() {
	}

	/**
	 * Makes the call.
	 * @param service the service that is asked about
	 * @param host the host to name
	 * @param timeout how long the answer is waited for
	 * @param attempt has a connection
	 * @return the call, to be told the response
	 */
	static HealthCall send(String service, String host, Duration timeout, UpstreamAttempt attempt) {
		HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, HealthMessages.METHOD);
		request.headers()
			.set(HttpHeaderNames.HOST, host)
			.set(HttpHeaderNames.CONTENT_TYPE, "application/grpc")
			.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS)
			.set("grpc-timeout", GrpcTimeout.format(timeout))
			.set(HttpHeaderNames.USER_AGENT, PeerCheck.USER_AGENT);
		attempt.send(request, false);
		attempt.write(Unpooled.wrappedBuffer(HealthMessages.request(service)));
		attempt.end(EmptyHttpHeaders.INSTANCE);
		return new HealthCall();
	}

	void head(HttpResponse head) {
		this.acceptable = HttpResponseStatus.OK.equals(head.status()) && isOk(head.headers().get("grpc-status"), true);
	}

	/**
	 * Content arrived.
	 * @param content the content, not released by this
	 */
	void content(ByteBuf content) {
		if (this.answer.size() + content.readableBytes() > MAX_BYTES) {
			this.acceptable = false;
		}
		if (this.acceptable) {
			try {
				content.readBytes(this.answer, content.readableBytes());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/**
	 * Returns whether the service is serving, once the response is complete.
	 * @param trailers the trailer fields
	 * @return {@code true} if it is
	 */
	boolean isServing(HttpHeaders trailers) {
		return this.acceptable && isOk(trailers.get("grpc-status"), false)
				&& HealthMessages.isServing(this.answer.toByteArray());
	}

	private static boolean isOk(@Nullable String status, boolean otherwise) {
		return (status != null) ? status.equals(OK) : otherwise;
	}

}
