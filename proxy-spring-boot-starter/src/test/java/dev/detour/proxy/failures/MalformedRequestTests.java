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

import java.io.UncheckedIOException;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

class MalformedRequestTests extends AbstractFailureTests {

	private final ScriptedUpstream upstream = ScriptedUpstream.start();

	private final TestHooks hooks = TestHooks.peers(Peer.http("127.0.0.1", this.upstream.port()))
		.onFailure(FailureDecision.retry().evenIfNotIdempotent());

	@BeforeEach
	void takeEverything() {
		gateway.others(this.hooks);
	}

	@ParameterizedTest
	@EnumSource
	void requestWhenMalformedIsRefusedAndConnectionClosed(MalformedRequest request) {
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = send(client, request.text());
			assertThat(response.status()).isIn(request.statuses());
			assertThat(response.text()).doesNotContainIgnoringCase("exception", "netty", "detour");
			client.awaitClosed();
			gateway.settle();
			assertThat(this.upstream.requests().stream().filter(RecordedRequest::complete)).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void requestWhenMalformedAfterAnotherIsRefusedInItsTurn(MalformedRequest request) {
		Gate gate = new Gate();
		try (this.upstream; RawClient client = gateway.connect()) {
			this.upstream.enqueue(Script.readRequest().thenStall(gate).thenRespond(200).body("first"));
			try {
				client.send(RawRequest.head("GET", "/first") + request.text());
			}
			catch (UncheckedIOException ex) {
				// Refused before all of it was read
			}
			gate.awaitReached();
			gate.open();
			assertThat(client.readResponse().text()).isEqualTo("first");
			assertThat(client.readResponse().status()).isIn(request.statuses());
			client.awaitClosed();
			gateway.settle();
			assertThat(this.upstream.requests().stream().filter(RecordedRequest::complete)).hasSize(1);
		}
	}

	@Test
	void requestWhenContentEndsEarlyIsNotComplete() {
		Path path = gateway.path(this.hooks);
		try (this.upstream; RawClient client = gateway.connect()) {
			client.send(RawRequest.head("POST", path.name(), "Content-Length: 10") + "12345");
			this.upstream.awaitRequests(1);
			client.halfClose();
			this.upstream.awaitConnectionClosed(0);
			assertThat(this.upstream.requests()).hasSize(1).noneMatch(RecordedRequest::complete);
			assertThat(path.told().awaitEnd().outcome().status()).isEqualTo(499);
		}
	}

	@Test
	void requestWhenChunkIsMalformedAfterSomeContentIsBrokenOffUpstream() {
		Path path = gateway.path(this.hooks);
		try (this.upstream; RawClient client = gateway.connect()) {
			this.upstream.always(Script.readBodyBytes(5).thenReadRest());
			client.send(RawRequest.head("POST", path.name(), "Transfer-Encoding: chunked") + "5\r\nhello\r\n");
			this.upstream.awaitRequests(1);
			client.send("nonsense\r\n");
			assertThat(client.readResponse().status()).isEqualTo(400);
			client.awaitClosed();
			this.upstream.awaitConnectionClosed(0);
			assertThat(this.upstream.requests()).hasSize(1).noneMatch(RecordedRequest::complete);
			assertThat(path.told().awaitEnd().outcome().error().type()).isEqualTo(ErrorType.BAD_REQUEST);
		}
	}

	@Test
	void fieldWhenFoldedIsRefusedOrUnfolded() {
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = send(client, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n");
			List<String> values = this.upstream.requests()
				.stream()
				.flatMap((request) -> request.headers("X").stream())
				.toList();
			if (response.status() == 200) {
				assertThat(values).containsExactly("1 2");
			}
			else {
				assertThat(response.status()).isEqualTo(400);
				assertThat(values).isEmpty();
			}
		}
	}

	private static RawResponse send(RawClient client, String text) {
		try {
			client.send(text);
		}
		catch (UncheckedIOException ex) {
			// Refused before all of it was read
		}
		return client.readResponse();
	}

}
