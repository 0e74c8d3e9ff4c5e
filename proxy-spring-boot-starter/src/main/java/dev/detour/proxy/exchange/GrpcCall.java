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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.GrpcStatus;
import dev.detour.proxy.policy.GrpcTimeout;

/**
 * What is different about an exchange that is a call of gRPC (gRPC over HTTP/2): the
 * client says how long it waits, peers are told about it, and an error is a status in
 * fields of the response.
 */
final class GrpcCall {

	static final AsciiString STATUS = AsciiString.cached("grpc-status");

	private static final String CONTENT_TYPE = "application/grpc";

	private static final AsciiString TIMEOUT = AsciiString.cached("grpc-timeout");

	private static final AsciiString PREVIOUS_ATTEMPTS = AsciiString.cached("grpc-previous-rpc-attempts");

	/**
	 * A longer timeout is none: it only overflows clocks.
	 */
	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

	private final HttpHeaders fields;

	private final long startedAt;

	private final @Nullable Duration timeout;

	private @Nullable Future<?> timer;

	private GrpcCall(HttpHeaders fields, long startedAt) {
		this.fields = fields;
		this.startedAt = startedAt;
		String value = fields.get(TIMEOUT);
		Duration timeout = (value != null) ? GrpcTimeout.parse(value) : null;
		this.timeout = (timeout != null && timeout.compareTo(LONGEST_TIMEOUT) <= 0) ? timeout : null;
	}

	/**
	 * Recognises a call. Any other request costs nothing, or one look at a field.
	 * @param request the client's request
	 * @param startedAt when it arrived, in nanoseconds
	 * @return the call, or {@code null} if the request is none
	 */
	static @Nullable GrpcCall of(ClientRequest request, long startedAt) {
		boolean call = HttpMethod.POST.equals(request.nettyMethod())
				&& isGrpc(request.fields().get(HttpHeaderNames.CONTENT_TYPE));
		return call ? new GrpcCall(request.fields(), startedAt) : null;
	}

	/**
	 * Returns whether a content type is that of gRPC, in whichever encoding. That of
	 * gRPC-Web is not.
	 * @param contentType the content type, or {@code null}
	 * @return {@code true} if it is
	 */
	static boolean isGrpc(@Nullable String contentType) {
		if (contentType == null || !contentType.regionMatches(true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length())) {
			return false;
		}
		int end = CONTENT_TYPE.length();
		return contentType.length() == end || contentType.charAt(end) == '+' || contentType.charAt(end) == ';';
	}

	/**
	 * Returns a peer as it can take a call: HTTP/1.1 cannot carry one.
	 * @param peer the peer
	 * @return the peer, which speaks HTTP/2
	 */
	Peer suited(Peer peer) {
		return (peer.connectionKey().protocols() == Protocols.HTTP_1_1) ? peer.withProtocols(Protocols.HTTP_2) : peer;
	}

	/**
	 * Returns the limits of the exchange, lowered to the time that the client waits. They
	 * are a little longer, so that it is the end of that time which ends the exchange,
	 * and not the attempt that happens to be under way.
	 * @param policy the limits
	 * @return the limits
	 */
	FailoverPolicy limit(FailoverPolicy policy) {
		return (this.timeout != null) ? policy.lowered(policy.maxAttempts(), this.timeout.plusMillis(1)) : policy;
	}

	/**
	 * Waits for the end of the time that the client gives the call, all of it: also the
	 * response.
	 * @param eventLoop where the exchange lives
	 * @param expired called when the time is up
	 */
	void start(EventLoop eventLoop, Runnable expired) {
		if (this.timeout != null) {
			long left = this.timeout.toNanos() - (System.nanoTime() - this.startedAt);
			this.timer = eventLoop.schedule(expired, Math.max(0, left), TimeUnit.NANOSECONDS);
		}
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	/**
	 * Makes the head of an attempt say what peers have to know: that trailers are
	 * understood, what is left of the time, and how often the call was tried.
	 * @param headers the fields to change
	 * @param attempts the attempts so far, with the one under way
	 */
	void prepare(HttpHeaders headers, Attempts attempts) {
		if (this.fields.contains(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true)) {
			headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
		}
		if (this.timeout != null) {
			headers.set(TIMEOUT, GrpcTimeout.format(this.timeout.minusNanos(System.nanoTime() - this.startedAt)));
		}
		long previous = 0;
		for (Attempt attempt : attempts.all()) {
			ProxyError error = attempt.error();
			previous += (error != null && error.delivery().mayHaveBeenProcessed()) ? 1 : 0;
		}
		if (previous > 0) {
			headers.set(PREVIOUS_ATTEMPTS, previous + headers.getInt(PREVIOUS_ATTEMPTS, 0));
		}
	}

	/**
	 * Returns whether the status of a response is still to come with its trailers.
	 * @param response the head of the response
	 * @return {@code true} if it is
	 */
	static boolean awaitsStatus(HttpResponse response) {
		return response.status().code() == HttpResponseStatus.OK.code() && !response.headers().contains(STATUS)
				&& isGrpc(response.headers().get(HttpHeaderNames.CONTENT_TYPE));
	}

	/**
	 * Returns a response of the gateway in the form of gRPC, without content. One that
	 * user code made for gRPC stays as it is; any other keeps its own fields.
	 * @param status the status of HTTP
	 * @param response the handler's response, or {@code null} for the plain page
	 * @return the response
	 */
	static ProxyResponse page(int status, @Nullable ProxyResponse response) {
		if (response != null && isGrpc(response.headers().first("content-type"))) {
			return response;
		}
		ProxyResponse page = GrpcStatus.ofHttp(status).response(HttpResponseStatus.valueOf(status).reasonPhrase());
		if (response == null) {
			return page;
		}
		MutableHeaders kept = Headers.create();
		response.headers().forEach((name, value) -> {
			if (!isOfContent(name)) {
				kept.add(name, value);
			}
		});
		return page.withHeaders(kept);
	}

	private static boolean isOfContent(String name) {
		return name.regionMatches(true, 0, "content-", 0, 8) || name.regionMatches(true, 0, "grpc-", 0, 5);
	}

}
