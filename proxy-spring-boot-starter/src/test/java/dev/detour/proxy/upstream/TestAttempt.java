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

package dev.detour.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

/**
 * A GET that is sent as soon as there is a connection, and what became of it.
 */
final class TestAttempt implements AttemptListener {

	private final CompletableFuture<Boolean> connected = new CompletableFuture<>();

	private final CompletableFuture<String> body = new CompletableFuture<>();

	private final CompletableFuture<ProxyError> error = new CompletableFuture<>();

	private final StringBuilder content = new StringBuilder();

	private final EventLoop eventLoop;

	private volatile boolean offLoop;

	private UpstreamAttempt attempt;

	TestAttempt(EventLoop eventLoop) {
		this.eventLoop = eventLoop;
	}

	void start(NettyUpstreams upstreams, Peer peer, ConnectionChoice choice) {
		this.eventLoop.execute(() -> {
			this.attempt = upstreams.prepare(peer, choice, this.eventLoop, this);
			this.attempt.start();
		});
	}

	void cancel() {
		this.eventLoop.execute(() -> this.attempt.cancel());
	}

	/**
	 * Waits for the response.
	 * @return its content
	 */
	String body() {
		return get(this.body);
	}

	/**
	 * Waits for the connection.
	 * @return whether it had served before
	 */
	boolean reused() {
		return get(this.connected);
	}

	boolean isConnected() {
		return this.connected.isDone();
	}

	ProxyError error() {
		return get(this.error);
	}

	/**
	 * Waits for the end, good or bad.
	 * @return whether there was a response
	 */
	boolean succeeded() {
		return get(this.body.handle((text, failure) -> failure == null)) && !this.offLoop;
	}

	private static <T> T get(CompletableFuture<T> future) {
		try {
			return future.get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("The attempt did not come to that: " + ex, ex);
		}
	}

	private void checkThread() {
		this.offLoop |= !this.eventLoop.inEventLoop();
	}

	@Override
	public void connected(boolean reused) {
		checkThread();
		this.connected.complete(reused);
		HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
		head.headers().set("host", "test");
		this.attempt.send(head, true);
	}

	@Override
	public void interim(HttpResponse head) {
	}

	@Override
	public void head(HttpResponse head) {
		checkThread();
	}

	@Override
	public void content(ByteBuf content) {
		checkThread();
		this.content.append(content.toString(StandardCharsets.US_ASCII));
		content.release();
	}

	@Override
	public void end(HttpHeaders trailers) {
		checkThread();
		this.body.complete(this.content.toString());
	}

	@Override
	public void readComplete() {
	}

	@Override
	public void writable() {
	}

	@Override
	public void failed(ProxyError error) {
		checkThread();
		this.error.complete(error);
		this.body.completeExceptionally(new IllegalStateException("Failed: " + error));
	}

}
