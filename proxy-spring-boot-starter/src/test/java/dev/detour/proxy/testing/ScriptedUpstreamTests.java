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

package dev.detour.proxy.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ScriptedUpstream}: what it records, and under load.
 */
class ScriptedUpstreamTests {

	@Test
	void recordWhenRequestHasLengthIsExact() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = RawClient.connect(upstream.port())) {
			String sent = "POST /a%2Fb?q=%20 HTTP/1.1\r\nhOST: x\r\nX-A: 1\r\nx-a:2\r\nContent-Length: 4\r\n\r\nbody";
			client.send(sent).readResponse();
			RecordedRequest request = upstream.request(0);
			assertThat(request.requestLine()).isEqualTo("POST /a%2Fb?q=%20 HTTP/1.1");
			assertThat(request.method()).isEqualTo("POST");
			assertThat(request.target()).isEqualTo("/a%2Fb?q=%20");
			assertThat(request.headerLines()).containsExactly("hOST: x", "X-A: 1", "x-a:2", "Content-Length: 4");
			assertThat(request.headers("x-A")).containsExactly("1", "2");
			assertThat(request.body().text()).isEqualTo("body");
			assertThat(request.complete()).isTrue();
			assertThat(upstream.connections().get(0).received().text()).isEqualTo(sent);
		}
	}

	@Test
	void recordWhenRequestIsChunkedHasBodyAndTrailers() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = RawClient.connect(upstream.port())) {
			client
				.send(RawRequest.head("PUT", "/", "Transfer-Encoding: chunked")
						+ "3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n")
				.readResponse();
			RecordedRequest request = upstream.request(0);
			assertThat(request.body().text()).isEqualTo("abc0123456789");
			assertThat(request.trailers()).containsExactly("X-T: 1");
			assertThat(request.complete()).isTrue();
		}
	}

	@Test
	void recordWhenConnectionIsReusedTellsSo() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient first = RawClient.connect(upstream.port())) {
			first.get("/1");
			first.get("/2");
			try (RawClient second = RawClient.connect(upstream.port())) {
				second.get("/3");
			}
			List<RecordedRequest> requests = upstream.requests();
			assertThat(requests).extracting(RecordedRequest::connection).containsExactly(0, 0, 1);
			assertThat(requests).extracting(RecordedRequest::isOnReusedConnection).containsExactly(false, true, false);
		}
	}

	@Test
	void recordWhenRequestsArePipelinedHasBoth() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = RawClient.connect(upstream.port())) {
			client.send(RawRequest.head("GET", "/1") + RawRequest.head("GET", "/2"));
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(upstream.requests()).extracting(RecordedRequest::target).containsExactly("/1", "/2");
		}
	}

	@Test
	void recordWhenRequestIsMalformedTellsProblem() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = RawClient.connect(upstream.port())) {
			client.send(RawRequest.head("PUT", "/", "Transfer-Encoding: chunked") + "nonsense\r\n");
			assertThat(upstream.awaitConnectionClosed(0)).isEqualTo(ConnectionEnd.UPSTREAM_FIN);
			assertThat(upstream.awaitProblem(0)).contains("chunk size nonsense");
			assertThat(upstream.request(0).complete()).isFalse();
		}
	}

	@Test
	void uploadWhenNeverReadStalls() {
		UpstreamOptions options = UpstreamOptions.defaults().withReceiveBufferSize(4096);
		try (ScriptedUpstream upstream = ScriptedUpstream.start(options)) {
			upstream.enqueue(Script.neverRead());
			try (RawClient client = RawClient.connect(upstream.port())) {
				long size = 64 * 1024 * 1024;
				client.send(RawRequest.head("POST", "/", "Content-Length: " + size));
				long taken = client.sendUntilStalled(size, Duration.ofMillis(200));
				assertThat(taken).isBetween(1L, size - 1);
				assertThat(upstream.connections().get(0).received().length()).isZero();
			}
		}
	}

	@Test
	void uploadWhenStalledGoesOnWithoutLoss() {
		Gate gate = new Gate();
		UpstreamOptions options = UpstreamOptions.defaults().withReceiveBufferSize(4096);
		try (ScriptedUpstream upstream = ScriptedUpstream.start(options)) {
			upstream.enqueue(Script.readHead().thenStall(gate).thenReadRest().thenRespond(201));
			try (RawClient client = RawClient.connect(upstream.port())) {
				long size = 8 * 1024 * 1024;
				client.send(RawRequest.head("POST", "/", "Content-Length: " + size));
				long taken = client.sendUntilStalled(size, Duration.ofMillis(200));
				assertThat(taken).isLessThan(size);
				gate.open();
				assertThat(client.sendGenerated(taken, size).readResponse().status()).isEqualTo(201);
				assertThat(upstream.request(0).body().crc32()).isEqualTo(GeneratedBody.crc32(size));
			}
		}
	}

	@Test
	void upstreamWhenUsedInParallelServesAll() throws Exception {
		int clients = 16;
		int requests = 50;
		ExecutorService executor = Executors.newFixedThreadPool(clients);
		try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
			upstream.always(Script.respond(200).body("ok"));
			Callable<Boolean> work = () -> {
				try (RawClient client = RawClient.connect(upstream.port())) {
					return IntStream.range(0, requests)
						.allMatch((i) -> client.post("/" + i, "body " + i).text().equals("ok"));
				}
			};
			for (Future<Boolean> result : executor
				.invokeAll(IntStream.range(0, clients).mapToObj((i) -> work).toList())) {
				assertThat(result.get()).isTrue();
			}
			assertThat(upstream.connectionCount()).isEqualTo(clients);
			assertThat(upstream.requests()).hasSize(clients * requests)
				.allSatisfy((request) -> assertThat(request.body().text()).isEqualTo("body " + request.exchange()));
		}
		finally {
			executor.shutdownNow();
		}
	}

}
