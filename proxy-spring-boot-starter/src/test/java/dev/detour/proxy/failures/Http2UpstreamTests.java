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

package dev.detour.proxy.failures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.policy.GrpcStatus;
import dev.detour.proxy.testing.Http2Wire;
import dev.detour.proxy.testing.Http2Wire.Frame;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedHttp2Upstream;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that speak HTTP/2, and peers that turn out not to.
 */
class Http2UpstreamTests extends AbstractFailureTests {

	@Test
	void requestIsConvertedFieldByField() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			Frame head = wire.readRequest();
			wire.respond(head.stream(), String.join("|", head.lines()));
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			String answer = client
				.get(path.name() + "?q=%20a", "X-One: 1", "Connection: keep-alive, X-Gone", "X-Gone: 1",
						"Keep-Alive: 5", "TE: trailers", "x-one: 2", "Cookie: a=b; c=d")
				.text();
			assertThat(answer)
				.startsWith(":method: GET|:scheme: http|:authority: test.example|:path: " + path.name() + "?q=%20a")
				.contains("|x-one: 1|", "|x-one: 2|", "|cookie: a=b; c=d|")
				.doesNotContain("x-gone", "keep-alive", "connection", "|host:");
		}
	}

	@Test
	void responseIsPassedOnWithInterimResponsesAndTrailers() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "103", "link", "</a>");
			wire.headers(stream, false, ":status", "200", "x-a", "1", "x-a", "2");
			wire.data(stream, false, "content");
			wire.headers(stream, true, "x-sum", "7");
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			client.send(RawRequest.head("GET", path.name(), "TE: trailers"));
			RawResponse interim = client.readResponseHead();
			assertThat(interim.status()).isEqualTo(103);
			assertThat(interim.headers("link")).containsExactly("</a>");
			RawResponse response = client.readResponse();
			assertThat(response.text()).isEqualTo("content");
			assertThat(response.headers("x-a")).containsExactly("1", "2");
			assertThat(response.trailers()).containsExactly("x-sum: 7");
		}
	}

	@Test
	void requestTrailersArePassedOn() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readHead().stream();
			Frame trailers = wire.readHead();
			wire.respond(stream, trailers.isLast() + "|" + String.join("|", trailers.lines()));
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			client.send(RawRequest.head("POST", path.name(), "Transfer-Encoding: chunked", "Trailer: X-Sum")
					+ "4\r\nbody\r\n0\r\nX-Sum: 7\r\n\r\n");
			assertThat(client.readResponse().text()).isEqualTo("true|x-sum: 7");
		}
	}

	@Test
	void responseWithoutContentIsPassedOn() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			wire.headers(wire.readRequest().stream(), true, ":status", "200", "content-length", "12");
			wire.headers(wire.readRequest().stream(), true, ":status", "204");
			wire.headers(wire.readRequest().stream(), true, ":status", "304", "content-length", "12");
			wire.headers(wire.readRequest().stream(), true, ":status", "404");
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			assertThat(client.head(path.name()).header("content-length")).contains("12");
			assertThat(client.get(path.name()).status()).isEqualTo(204);
			assertThat(client.get(path.name()).status()).isEqualTo(304);
			RawResponse last = client.get(path.name());
			assertThat(last.status()).isEqualTo(404);
			assertThat(last.header("content-length")).contains("0");
		}
	}

	@Test
	void responseWhenPeerWantsNoMoreOfTheRequestIsComplete() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readHead().stream();
			wire.respond(stream, "enough");
			wire.reset(stream, Http2Error.NO_ERROR);
			wire.respond(wire.readRequest().stream(), "next");
			wire.awaitClose();
		}); RawClient client = gateway.connect(); RawClient second = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			client.send(RawRequest.head("POST", path.name(), "Content-Length: 1000") + Content.text(10));
			assertThat(client.readResponse().text()).isEqualTo("enough");
			assertThat(path.told().errors()).isEmpty();
		}
	}

	@Test
	void responseWhenLengthIsReachedButStreamIsNotEndedTimesOutAndIsCancelled() {
		CompletableFuture<Integer> code = new CompletableFuture<>();
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "200", "content-length", "11");
			wire.data(stream, false, "hello world");
			code.complete(wire.await(Http2Wire.RST_STREAM, stream).code());
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream).withReadTimeout(Duration.ofMillis(300))));
			assertThat(client.get(path.name()).text()).isEqualTo("hello world");
			assertThat(path.told().error().type()).isEqualTo(ErrorType.READ_TIMEOUT);
			assertThat(code.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo((int) Http2Error.CANCEL.code());
		}
	}

	@Test
	void attemptWhenClientLeavesIsCancelledAndConnectionLivesOn() {
		CompletableFuture<Integer> code = new CompletableFuture<>();
		CountDownLatch read = new CountDownLatch(1);
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			read.countDown();
			code.complete(wire.await(Http2Wire.RST_STREAM, stream).code());
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			client.send(RawRequest.head("GET", path.name()));
			await(read);
			client.close();
			assertThat(code.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo((int) Http2Error.CANCEL.code());
		}
	}

	@Test
	void windowWhenClientReadsNothingIsNotOpened() {
		CompletableFuture<Integer> opened = new CompletableFuture<>();
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "200");
			int window = 65535;
			int sent = 0;
			byte[] piece = new byte[16000];
			while (sent < 64_000_000) {
				if (window < piece.length) {
					// The answer to a ping proves that no window update was left out.
					Frame frame = wire.awaitUpdateOrPong(stream);
					if (frame.type() == Http2Wire.PING) {
						break;
					}
					window += frame.code();
					continue;
				}
				wire.frame(Http2Wire.DATA, 0, stream, piece);
				wire.frame(Http2Wire.PING, 0, 0, new byte[8]);
				window -= piece.length;
				sent += piece.length;
			}
			opened.complete(sent);
			wire.awaitClose();
		}); RawClient client = RawClient.connect(gateway.port(), 4096)) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			client.send(RawRequest.head("GET", path.name()));
			assertThat(opened.orTimeout(20, TimeUnit.SECONDS).join()).isLessThan(20_000_000);
		}
	}

	@Test
	void streamsWhenPeerAllowsOneAtATimeGoOnOtherConnections() throws Exception {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open(3, 1);
			List<Frame> open = new ArrayList<>();
			while (true) {
				open.add(wire.readRequest());
				long unfinished = wire.frames().stream().filter((frame) -> frame.type() == Http2Wire.HEADERS).count()
						- open.size();
				assertThat(unfinished).isZero();
				wire.respond(open.get(open.size() - 1).stream(), "one");
			}
		})) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			assertThat(getAll(path, 40)).allMatch("one"::equals).hasSize(40);
		}
	}

	@Test
	void requestsWhenThousandAtATimeShareFewConnections() throws Exception {
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.protocol(HttpProtocol.H2C)
			.http2Settings((settings) -> settings.maxConcurrentStreams(1000))
			.handle((request, response) -> response.sendByteArray(
					request.receive().aggregate().asByteArray().flux().switchIfEmpty(Flux.just(new byte[0]))))
			.bindNow();
		try {
			Path path = gateway
				.path(TestHooks.peers(Peer.http("127.0.0.1", server.port()).withProtocols(Protocols.HTTP_2)));
			ExecutorService executor = Executors.newFixedThreadPool(50);
			List<Future<Boolean>> answers = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				int number = i;
				answers.add(executor.submit(() -> {
					String body = Content.text(1000 + number);
					try (RawClient client = gateway.connect()) {
						return client.post(path.name(), body).text().equals(body);
					}
				}));
			}
			for (Future<Boolean> answer : answers) {
				assertThat(answer.get(60, TimeUnit.SECONDS)).isTrue();
			}
			executor.shutdown();
			assertThat(path.told().errors()).isEmpty();
		}
		finally {
			server.disposeNow();
		}
	}

	@Test
	void peerWhenItSpeaksOnlyHttp1IsSpokenToInThat() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.enqueue(Script.accept().thenClose());
			upstream.always(Script.respond(200).body("one"));
			Path path = gateway.path(TestHooks.peers(either(upstream.port())));
			assertThat(client.post(path.name(), "body").text()).isEqualTo("one");
			assertThat(client.post(path.name(), "body").text()).isEqualTo("one");
			assertThat(path.told().errors()).isEmpty();
		}
	}

	@Test
	void peerWhenItWantsHttp1ForARequestGetsThatOnce() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			wire.reset(wire.readRequest().stream(), Http2Error.HTTP_1_1_REQUIRED);
			wire.awaitClose();
		}, (wire) -> wire.readHttp1("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"));
				RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(either(upstream.port())).onFailure(FailureDecision.giveUp()));
			String answer = client.post(path.name(), "body").text();
			assertThat(path.told().errors()).isEmpty();
			assertThat(answer).isEqualTo("one");
			assertThat(upstream.connections()).hasSize(2);
		}
	}

	@Test
	void peerWhenItWantsHttp1ForGrpcIsNotAskedAgain() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			wire.reset(wire.readRequest().stream(), Http2Error.HTTP_1_1_REQUIRED);
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(either(upstream.port())));
			RawResponse response = client.post(path.name(), "body", "Content-Type: application/grpc+proto");
			assertThat(response.header("grpc-status")).hasValue(GrpcStatus.UNAVAILABLE.code());
			assertThat(path.told().error().type()).isEqualTo(ErrorType.H2_RESET);
			assertThat(upstream.connections()).hasSize(1);
		}
	}

	private static List<String> getAll(Path path, int count) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(count);
		try {
			List<Future<String>> answers = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				answers.add(executor.submit(() -> {
					try (RawClient client = gateway.connect()) {
						return client.get(path.name()).text();
					}
				}));
			}
			List<String> texts = new ArrayList<>();
			for (Future<String> answer : answers) {
				texts.add(answer.get(30, TimeUnit.SECONDS));
			}
			return texts;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Peer http2(ScriptedHttp2Upstream upstream) {
		return Peer.http("127.0.0.1", upstream.port()).withProtocols(Protocols.HTTP_2);
	}

	private static Peer either(int port) {
		return Peer.http("127.0.0.1", port).withProtocols(Protocols.HTTP_2_OR_1_1);
	}

}
