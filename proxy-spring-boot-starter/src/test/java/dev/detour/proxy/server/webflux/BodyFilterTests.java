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
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Filters of content, with both mounts.
 */
@ParameterizedClass
@EnumSource
class BodyFilterTests extends AbstractExchangeTests {

	private static final int MIB = 1024 * 1024;

	static TestGateway gateway;

	static BodyFilterApp.Upstreams upstreams;

	@Parameter
	Mount mount;

	@BeforeParameterizedClassInvocation
	static void startGateway(Mount mount) {
		gateway = mount.start(BodyFilterApp.class, "logging.level.dev.detour.proxy.exchange=off",
				"proxy.hooks.timeout=10s");
		upstreams = gateway.bean(BodyFilterApp.Upstreams.class);
	}

	@AfterParameterizedClassInvocation
	static void stopGateway() {
		gateway.close();
	}

	@Override
	int use(int port) {
		upstreams.use(port);
		return gateway.port();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/upper", "/later", "/blocking" })
	void contentWhenFilterChangesItIsCorrectlyFramed(String path) {
		this.upstream.always(Script.respond(200).body("pong"));
		RawResponse response = this.client.post(path, "ping");
		assertThat(response.text()).isEqualTo("PONG.");
		assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(response.headers("Content-Length")).doesNotContain("4");
		RecordedRequest request = this.upstream.request(0);
		assertThat(request.body().text()).isEqualTo("PING.");
		assertThat(request.header("Content-Length")).isEmpty();
		assertThat(request.headers("Transfer-Encoding")).containsExactly("chunked");
		assertThat(this.client.post(path, "again").text()).isEqualTo("PONG.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/upper", "/later", "/blocking" })
	void contentWhenLargeKeepsItsOrder(String path) {
		this.upstream.always(Script.respond(200).generatedBody(MIB));
		this.client.send(RawRequest.head("POST", path + "?same", "Transfer-Encoding: chunked"));
		for (int sent = 0; sent < MIB; sent += 16384) {
			this.client.send("4000\r\n").sendGenerated(sent, sent + 16384).send("\r\n");
		}
		RawResponse response = this.client.send("0\r\n\r\n").readResponse();
		assertThat(response.body().length()).isEqualTo(MIB);
		assertThat(response.body().crc32()).isEqualTo(GeneratedBody.crc32(MIB));
		assertThat(this.upstream.request(0).body().length()).isEqualTo(MIB);
		assertThat(this.upstream.request(0).body().crc32()).isEqualTo(GeneratedBody.crc32(MIB));
	}

	@Test
	void trailersWhenContentIsFilteredAreKeptBothWays() {
		this.upstream.always(Script.respond(200).chunks("a", "b").trailer("X-Down", "1"));
		this.client
			.send(RawRequest.head("POST", "/later", "Transfer-Encoding: chunked") + "1\r\na\r\n0\r\nX-Up: 2\r\n\r\n");
		RawResponse response = this.client.readResponse();
		assertThat(response.text()).isEqualTo("AB.");
		assertThat(response.trailers()).containsExactly("X-Down: 1");
		assertThat(this.upstream.request(0).trailers()).containsExactly("X-Up: 2");
	}

	@Test
	void contentWhenFilterHoldsItBackGoesOnAtTheEnd() {
		this.upstream.always(Script.respond(200).chunks("one", "two", "three"));
		this.client.send(RawRequest.chunked("POST", "/buffer", "a", "b", "c"));
		assertThat(this.client.readResponse().text()).isEqualTo("eerhtowteno");
		assertThat(this.upstream.request(0).body().text()).isEqualTo("cba");
	}

	@Test
	void contentWhenSentAgainGoesThroughTheFilterAgain() {
		this.upstream.enqueue(Script.readBodyBytes(3).thenReset());
		this.upstream.always(Script.respond(200).body("done"));
		this.client.send(RawRequest.head("PUT", "/upper", "Transfer-Encoding: chunked") + "3\r\nabc\r\n");
		this.upstream.awaitRequests(2);
		assertThat(this.client.send("3\r\ndef\r\n0\r\n\r\n").readResponse().text()).isEqualTo("DONE.");
		assertThat(this.upstream.request(1).body().text()).isEqualTo("ABCDEF.");
	}

	@Test
	void contentWhenHeldBackAndSentAgainBeginsAnew() {
		this.upstream.enqueue(Script.readRequest().thenReset());
		this.upstream.always(Script.respond(200).body("done"));
		assertThat(this.client.send(RawRequest.withBody("PUT", "/buffer", "abc")).readResponse().text())
			.isEqualTo("enod");
		assertThat(this.upstream.request(0).body().text()).isEqualTo("cba");
		assertThat(this.upstream.request(1).body().text()).isEqualTo("cba");
	}

	@Test
	void contentWhenStaleConnectionIsRepeatedBeginsAnew() {
		assertThat(this.client.get("/buffer").text()).isEqualTo("ko");
		this.upstream.enqueue(Script.readRequest().thenReset());
		this.client.send(RawRequest.withBody("PUT", "/buffer?once", "abc"));
		assertThat(this.client.readResponse().text()).isEqualTo("ko");
		assertThat(this.upstream.request(2).body().text()).isEqualTo("cba");
	}

	@Test
	void compressedContentIsWhatTheFilterSees() throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
			gzip.write("content".repeat(100).getBytes());
		}
		this.upstream.always(Script.respond(200).header("Content-Encoding", "gzip").body(compressed.toByteArray()));
		RawResponse response = this.client.get("/upper?same", "Accept-Encoding: gzip");
		assertThat(response.header("Content-Encoding")).contains("gzip");
		assertThat(response.body().bytes()).isEqualTo(compressed.toByteArray());
	}

	@Test
	void filterWhenThereIsNoContentIsNotCalled() {
		this.upstream.enqueue(Script.respond(200).header("Content-Length", "4").unframed(""), Script.respond(204),
				Script.respond(304));
		RawResponse head = this.client.head("/upper");
		assertThat(head.header("Content-Length")).as("that of the filtered content is not known").isEmpty();
		assertThat(this.client.get("/upper").status()).isEqualTo(204);
		assertThat(this.client.get("/upper").status()).isEqualTo(304);
		assertThat(this.upstream.requests()).allSatisfy((request) -> {
			assertThat(request.body().length()).isZero();
			assertThat(request.header("Transfer-Encoding")).isEmpty();
		});
	}

	@Test
	void filterWhenContentIsEmptyIsCalledForItsEnd() {
		this.upstream.always(Script.respond(200).body(""));
		assertThat(this.client.send(RawRequest.chunked("POST", "/upper")).readResponse().text()).isEqualTo(".");
		assertThat(this.upstream.request(0).body().text()).isEqualTo(".");
	}

	@Test
	void filterWhenClientIsOldEndsResponseWithConnection() {
		this.upstream.always(Script.respond(200).body("old"));
		this.client.send("GET /upper HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
		RawResponse response = this.client.readResponse();
		assertThat(response.text()).isEqualTo("OLD.");
		assertThat(response.headers("Content-Length")).doesNotContain("3");
		this.client.awaitClosed();
	}

	@Test
	void contentWhenThereIsNoFilterKeepsItsLength() {
		this.upstream.always(Script.respond(200).body("plain"));
		RawResponse response = this.client.post("/plain", "plain");
		assertThat(response.header("Content-Length")).contains("5");
		assertThat(this.upstream.request(0).header("Content-Length")).contains("5");
	}

	@Test
	void clientWhenAnswerOfFilterIsAwaitedIsNotReadFrom() {
		upstreams.answer = new CompletableFuture<>();
		this.client.send(RawRequest.head("PUT", "/waiting", "Content-Length: " + 96 * MIB));
		long taken = this.client.sendUntilStalled(96L * MIB, Duration.ofSeconds(1));
		assertThat(taken).isLessThan(32L * MIB);
		upstreams.answer.complete(null);
		assertThat(this.client.sendGenerated(taken, 96L * MIB).readResponse().status()).isEqualTo(200);
		assertThat(this.upstream.request(0).body().crc32()).isEqualTo(GeneratedBody.crc32(96L * MIB));
	}

	@Test
	void peerWhenAnswerOfFilterIsAwaitedIsNotReadFrom() {
		Gate end = new Gate();
		upstreams.answer = new CompletableFuture<>();
		this.upstream.always(Script.respond(200).generatedBody(96L * MIB).stallAfterBodyBytes(48L * MIB, end));
		this.client.send(RawRequest.head("GET", "/waiting"));
		assertThat(this.client.readResponseHead().status()).as("before the first answer").isEqualTo(200);
		CompletableFuture<Void> reached = CompletableFuture.runAsync(end::awaitReached);
		Awaitility.await().during(1, TimeUnit.SECONDS).until(() -> !reached.isDone());
		end.open();
		upstreams.answer.complete(null);
		assertThat(new String(this.client.readBytes(1))).isNotEmpty();
	}

	@Test
	void exchangeWhenRequestFilterFailsIsAnsweredWith500() throws InterruptedException {
		RawResponse response = this.client.post("/failing?request", "abc");
		assertThat(response.status()).isEqualTo(500);
		ExchangeOutcome outcome = upstreams.outcome();
		assertThat(outcome.result()).isEqualTo(Result.FAILED);
		assertThat(outcome.error().type()).isEqualTo(ErrorType.HOOK_FAILED);
		assertThat(outcome.error().cause()).hasMessage("no good");
		this.upstream.awaitConnectionClosed(0);
	}

	@Test
	void exchangeWhenResponseFilterFailsIsBrokenOff() throws InterruptedException {
		this.upstream.always(Script.respond(200).body("content"));
		this.client.send(RawRequest.head("GET", "/failing?response"));
		assertThat(this.client.readResponse().ending()).isNotEqualTo(Ending.COMPLETE);
		ExchangeOutcome outcome = upstreams.outcome();
		assertThat(outcome.result()).isEqualTo(Result.ABORTED);
		assertThat(outcome.error().type()).isEqualTo(ErrorType.HOOK_FAILED);
	}

	@Test
	void responseBeforeUploadEndsIsFilteredAsWell() {
		this.upstream.always(Script.readHead().thenRespond(413).body("too large").connectionClose());
		this.client.send(RawRequest.head("PUT", "/later", "Content-Length: 1000") + "some");
		RawResponse response = this.client.readResponse();
		assertThat(response.status()).isEqualTo(413);
		assertThat(response.text()).isEqualTo("TOO LARGE.");
	}

	@Test
	void clientWhenItLeavesWhileAnswerIsAwaitedEndsTheExchange() throws InterruptedException {
		upstreams.answer = new CompletableFuture<>();
		this.client.send(RawRequest.head("PUT", "/waiting", "Content-Length: 1000") + "some");
		this.upstream.awaitRequests(1);
		upstreams.asked.poll(10, TimeUnit.SECONDS);
		this.client.reset();
		assertThat(upstreams.outcome().result()).isEqualTo(Result.CLIENT_GONE);
		upstreams.answer.complete(null);
	}

}
