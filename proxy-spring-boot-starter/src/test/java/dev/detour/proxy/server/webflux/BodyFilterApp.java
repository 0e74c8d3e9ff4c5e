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

package dev.detour.proxy.server.webflux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

import dev.detour.proxy.annotation.OnComplete;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.OnRequestBody;
import dev.detour.proxy.annotation.OnResponseBody;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

/**
 * Handlers that filter content, each in a way of its own.
 */
@Configuration(proxyBeanMethods = false)
@Import({ BodyFilterApp.Upper.class, BodyFilterApp.Later.class, BodyFilterApp.Blocking.class,
		BodyFilterApp.Buffering.class, BodyFilterApp.Failing.class, BodyFilterApp.Waiting.class,
		BodyFilterApp.Plain.class })
class BodyFilterApp {

	@Bean
	Upstreams upstreams() {
		return new Upstreams();
	}

	@Bean
	@ConditionalOnBooleanProperty("test.filter")
	WebFilter idleFilter() {
		return (exchange, chain) -> chain.filter(exchange);
	}

	/**
	 * Writes everything in capitals and adds a full stop, or leaves it as it is.
	 * @param chunk the chunk
	 * @param request the request
	 * @return the changed chunk
	 */
	private static BodyChunk capitals(BodyChunk chunk, ProxyRequest request) {
		if (request.target().endsWith("?same")) {
			return chunk;
		}
		String text = new String(chunk.bytes(), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
		return chunk.withBytes((chunk.isLast() ? text + "." : text).getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * What the handlers and a test share.
	 */
	static final class Upstreams {

		final BlockingQueue<ExchangeOutcome> outcomes = new LinkedBlockingQueue<>();

		final BlockingQueue<BodyChunk> asked = new LinkedBlockingQueue<>();

		volatile CompletableFuture<@Nullable BodyChunk> answer = new CompletableFuture<>();

		private volatile int port;

		private volatile long usedAt;

		void use(int port) {
			this.usedAt = System.nanoTime();
			this.outcomes.clear();
			this.asked.clear();
			this.port = port;
		}

		ExchangeOutcome outcome() throws InterruptedException {
			ExchangeOutcome outcome = this.outcomes.poll(10, TimeUnit.SECONDS);
			if (outcome == null) {
				throw new AssertionError("No exchange ended in time");
			}
			return outcome;
		}

	}

	/**
	 * Tries everything twice.
	 */
	abstract static class Handler {

		final Upstreams upstreams;

		Handler(Upstreams upstreams) {
			this.upstreams = upstreams;
		}

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", this.upstreams.port);
		}

		@OnProxyError
		FailureDecision failed(Attempts attempts, ProxyRequest request) {
			boolean again = attempts.count() < 2 && !request.target().endsWith("?once");
			return again ? FailureDecision.retry() : FailureDecision.giveUp();
		}

		@OnComplete
		void complete(ExchangeOutcome outcome, Attempts attempts) {
			Attempt last = attempts.last();
			// The exchange of an earlier test may end late.
			if (last == null || last.startedAt() - this.upstreams.usedAt > 0) {
				this.upstreams.outcomes.add(outcome);
			}
		}

	}

	/**
	 * Answers at once.
	 */
	@ProxyHandler("/upper")
	static class Upper extends Handler {

		Upper(Upstreams upstreams) {
			super(upstreams);
		}

		@OnRequestBody
		BodyChunk request(BodyChunk chunk, ProxyRequest request, Peer peer) {
			return capitals(chunk, request);
		}

		@OnResponseBody
		BodyChunk response(ProxyRequest request, BodyChunk chunk, Attempts attempts) {
			return capitals(chunk, request);
		}

	}

	/**
	 * Answers later, on other threads.
	 */
	@ProxyHandler("/later")
	static class Later extends Handler {

		Later(Upstreams upstreams) {
			super(upstreams);
		}

		@OnRequestBody
		CompletionStage<BodyChunk> request(BodyChunk chunk, ProxyRequest request) {
			return CompletableFuture.supplyAsync(() -> capitals(chunk, request));
		}

		@OnResponseBody
		Mono<BodyChunk> response(ProxyRequest request, BodyChunk chunk) {
			return Mono.fromFuture(CompletableFuture.supplyAsync(() -> capitals(chunk, request)));
		}

	}

	/**
	 * Runs on other threads.
	 */
	@ProxyHandler(path = "/blocking", blocking = true)
	static class Blocking extends Upper {

		Blocking(Upstreams upstreams) {
			super(upstreams);
		}

	}

	/**
	 * Holds everything back, and then turns it around.
	 */
	@ProxyHandler("/buffer")
	static class Buffering extends Handler {

		Buffering(Upstreams upstreams) {
			super(upstreams);
		}

		@OnRequestBody
		BodyChunk request(BodyChunk chunk, Buffers buffers) {
			return reverse(chunk, buffers.request);
		}

		@OnResponseBody
		BodyChunk response(BodyChunk chunk, Buffers buffers) {
			return reverse(chunk, buffers.response);
		}

		private static BodyChunk reverse(BodyChunk chunk, ByteArrayOutputStream buffer) {
			if (chunk.isFirst()) {
				buffer.reset();
			}
			buffer.writeBytes(chunk.bytes());
			return chunk.isLast()
					? chunk.withBytes(new StringBuilder(buffer.toString(StandardCharsets.ISO_8859_1)).reverse()
						.toString()
						.getBytes(StandardCharsets.ISO_8859_1))
					: chunk.withoutBytes();
		}

		static final class Buffers {

			private final ByteArrayOutputStream request = new ByteArrayOutputStream();

			private final ByteArrayOutputStream response = new ByteArrayOutputStream();

		}

	}

	/**
	 * Fails in one of them.
	 */
	@ProxyHandler("/failing")
	static class Failing extends Handler {

		Failing(Upstreams upstreams) {
			super(upstreams);
		}

		@OnRequestBody
		void request(BodyChunk chunk, ProxyRequest request) {
			check(request, "?request");
		}

		@OnResponseBody
		void response(BodyChunk chunk, ProxyRequest request) {
			check(request, "?response");
		}

		private static void check(ProxyRequest request, String query) {
			if (request.target().endsWith(query)) {
				throw new IllegalStateException("no good");
			}
		}

	}

	/**
	 * Passes everything on when the test says so.
	 */
	@ProxyHandler("/waiting")
	static class Waiting extends Handler {

		Waiting(Upstreams upstreams) {
			super(upstreams);
		}

		@OnRequestBody
		CompletionStage<@Nullable BodyChunk> request(BodyChunk chunk) {
			this.upstreams.asked.add(chunk);
			return this.upstreams.answer;
		}

		@OnResponseBody
		CompletionStage<@Nullable BodyChunk> response(BodyChunk chunk) {
			return this.upstreams.answer;
		}

	}

	/**
	 * Filters nothing.
	 */
	@ProxyHandler("/plain")
	static class Plain extends Handler {

		Plain(Upstreams upstreams) {
			super(upstreams);
		}

	}

}
