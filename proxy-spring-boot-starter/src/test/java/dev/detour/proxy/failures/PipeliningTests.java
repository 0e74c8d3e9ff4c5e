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
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that send requests without waiting for the responses.
 */
class PipeliningTests extends AbstractUpstreamTests {

	@Test
	void requestsWhenPipelinedAreAnsweredInOrder() {
		try (this.upstream; RawClient client = gateway.connect()) {
			StringBuilder requests = new StringBuilder();
			for (int i = 0; i < 100; i++) {
				this.upstream.enqueue(Script.respond(200).body("response " + i));
				requests.append(switch (i % 3) {
					case 0 -> RawRequest.head("GET", "/" + i);
					case 1 -> RawRequest.withBody("POST", "/" + i, Content.text(i * 100));
					default -> RawRequest.chunked("PUT", "/" + i, "a", Content.text(i));
				});
			}
			client.send(requests.toString());
			for (int i = 0; i < 100; i++) {
				assertThat(client.readResponse().text()).isEqualTo("response " + i);
			}
			assertThat(this.upstream.requests()).extracting(RecordedRequest::target)
				.containsExactlyElementsOf(IntStream.range(0, 100).mapToObj((i) -> "/" + i).toList());
		}
	}

	@Test
	void requestsWhenPipelinedBehindAnAnswerOfTheHandlerAreAnswered() {
		Path path = gateway.path(TestHooks.peers(Peer.http("127.0.0.1", this.upstream.port()))
			.onRequest((request) -> Answer.of(ProxyResponse.text(418, request.target()))));
		try (this.upstream; RawClient client = gateway.connect()) {
			client.send(RawRequest.head("GET", path.name() + "/1") + RawRequest.head("GET", path.name() + "/2")
					+ RawRequest.head("GET", "/3"));
			assertThat(client.readResponse().text()).isEqualTo(path.name() + "/1");
			assertThat(client.readResponse().text()).isEqualTo(path.name() + "/2");
			assertThat(client.readResponse().text()).isEqualTo("ok");
		}
	}

	@Test
	void requestWhenLastOfPipelineWantsCloseIsAnswered() {
		try (this.upstream; RawClient client = gateway.connect()) {
			this.upstream.enqueue(Script.respond(200).body("one"), Script.respond(200).body("two"));
			client.send(RawRequest.head("GET", "/1") + RawRequest.head("GET", "/2", "Connection: close"));
			assertThat(client.readResponse().text()).isEqualTo("one");
			assertThat(client.readResponse().text()).isEqualTo("two");
			client.awaitClosed();
		}
	}

	@Test
	void trailersWhenRequestsArePipelinedStayWithTheirRequest() {
		Gate gate = new Gate();
		try (this.upstream; RawClient client = gateway.connect()) {
			this.upstream.enqueue(Script.readHead().thenStall(gate).thenRespond(200).body("ok"));
			client
				.send("PUT /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-One: 1\r\n\r\n"
						+ "PUT /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\nX-Two: 2\r\n\r\n");
			gate.awaitReached();
			gate.open();
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(this.upstream.request(0).trailers()).containsExactly("X-One: 1");
			assertThat(this.upstream.request(1).trailers()).containsExactly("X-Two: 2");
		}
	}

	@Test
	void uploadWhenPipelinedBehindSlowExchangeIsNotSwallowed() {
		Gate gate = new Gate();
		long size = 64L << 20;
		try (this.upstream; RawClient client = gateway.connect()) {
			this.upstream.enqueue(Script.readRequest().thenStall(gate).thenRespond(200).body("slow"));
			client.send(RawRequest.head("GET", "/slow") + RawRequest.head("PUT", "/large", "Content-Length: " + size));
			long taken = client.sendUntilStalled(size, Duration.ofSeconds(1));
			assertThat(taken).isLessThan(size / 2);
			gate.open();
			assertThat(client.readResponse().text()).isEqualTo("slow");
			client.sendGenerated(taken, size);
			RawResponse response = client.readResponse();
			assertThat(response.status()).isEqualTo(200);
			RecordedRequest large = this.upstream.request(1);
			assertThat(large.body().length()).isEqualTo(size);
			assertThat(large.body().crc32()).isEqualTo(GeneratedBody.crc32(size));
		}
	}

}
