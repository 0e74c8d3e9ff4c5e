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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ConnectionEnd;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.GeneratedBody;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.UpstreamOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Content on its way: back-pressure, early responses, and clients that leave.
 */
class StreamingTests extends AbstractFailureTests {

	private static final Duration QUIET = Duration.ofSeconds(1);

	private static final long MIB = 1024 * 1024;

	@Test
	void uploadWhenPeerDoesNotReadIsNotSwallowedAndGoesOnWhenItDoes() {
		long size = 96 * MIB;
		Gate gate = new Gate();
		UpstreamOptions options = UpstreamOptions.defaults().withReceiveBufferSize(64 * 1024);
		try (ScriptedUpstream upstream = ScriptedUpstream.start(options); RawClient client = gateway.connect()) {
			upstream.always(Script.readHead().thenStall(gate).thenReadRest().thenRespond(200).body("ok"));
			Path path = gateway.path(TestHooks.peers(peer(upstream)));
			client.send(RawRequest.head("PUT", path.name(), "Content-Length: " + size));
			long taken = client.sendUntilStalled(size, QUIET);
			assertThat(taken).isLessThan(32 * MIB);
			gate.open();
			client.sendGenerated(taken, size);
			assertThat(client.readResponse().text()).isEqualTo("ok");
			RecordedRequest request = upstream.request(0);
			assertThat(request.body().length()).isEqualTo(size);
			assertThat(request.body().crc32()).isEqualTo(GeneratedBody.crc32(size));
		}
	}

	@Test
	void downloadWhenClientDoesNotReadStopsThePeer() {
		long size = 96 * MIB;
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = RawClient.connect(gateway.port(), 64 * 1024)) {
			Gate end = new Gate();
			upstream.always(Script.respond(200).generatedBody(size).stallAfterBodyBytes(48 * MIB, end));
			Path path = gateway.path(TestHooks.peers(peer(upstream)));
			client.send(RawRequest.head("GET", path.name()));
			upstream.awaitRequests(1);
			RawResponse head = client.readResponseHead();
			assertThat(head.status()).isEqualTo(200);
			// The upstream would come to the gate if the gateway took all that it sends.
			CompletableFuture<Void> reached = CompletableFuture.runAsync(end::awaitReached);
			Awaitility.await().during(QUIET).until(() -> !reached.isDone());
			end.open();
			client.readBytes((int) size);
			assertThat(path.told().awaitEnd().outcome().result()).isEqualTo(Result.RELAYED);
		}
	}

	@Test
	void responseBeforeUploadIsReadReachesTheClientWhole() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.always(Script.readHead().thenRespond(413).body("too large").connectionClose());
			Path path = gateway.path(TestHooks.peers(peer(upstream)));
			client.send(RawRequest.head("PUT", path.name(), "Content-Length: " + 10 * MIB));
			sendAsFarAsPossible(client, 10 * MIB);
			RawResponse response = client.readResponse();
			assertThat(response.status()).isEqualTo(413);
			assertThat(response.text()).isEqualTo("too large");
			assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
			assertThat(response.header("Connection")).hasValue("close");
		}
	}

	@Test
	void responseWhileUploadGoesOnIsPassedOnAtOnce() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.always(Script.readBodyBytes(4)
				.thenWrite("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")
				.thenReadRest()
				.thenWrite("6\r\nsecond\r\n0\r\n\r\n"));
			Path path = gateway.path(TestHooks.peers(peer(upstream)));
			client.send(RawRequest.head("POST", path.name(), "Content-Length: 8") + "1234");
			assertThat(client.readResponseHead().status()).isEqualTo(200);
			assertThat(new String(client.readBytes(10))).isEqualTo("5\r\nfirst\r\n");
			client.send("5678");
			assertThat(new String(client.readBytes(16))).isEqualTo("6\r\nsecond\r\n0\r\n\r\n");
			assertThat(upstream.request(0).complete()).isTrue();
			assertThat(upstream.request(0).body().text()).isEqualTo("12345678");
		}
	}

	@Test
	void headOfResponseIsPassedOnBeforeItsContent() {
		Gate gate = new Gate();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.always(Script.respond(200)
				.header("Content-Type", "text/event-stream")
				.chunks("data: 1\n\n")
				.stallAfterHead(gate));
			Path path = gateway.path(TestHooks.peers(peer(upstream)));
			client.send(RawRequest.head("GET", path.name()));
			assertThat(client.readResponseHead().status()).isEqualTo(200);
			gate.open();
			assertThat(new String(client.readBytes(19))).isEqualTo("9\r\ndata: 1\n\n\r\n0\r\n\r\n");
		}
	}

	@Test
	void headOfResponseThatIsJudgedLaterIsPassedOnBeforeItsContent() {
		Gate gate = new Gate();
		CompletableFuture<FailureDecision> answer = new CompletableFuture<>();
		CompletableFuture<Void> asked = new CompletableFuture<>();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.always(Script.respond(200).chunks("late").stallAfterHead(gate));
			Path path = gateway.path(TestHooks.peers(peer(upstream)).onUpstreamResponse((response) -> {
				asked.complete(null);
				return Answer.later(answer);
			}));
			client.send(RawRequest.head("GET", path.name()));
			asked.join();
			gateway.settle();
			answer.complete(FailureDecision.defer());
			assertThat(client.readResponseHead().status()).isEqualTo(200);
			gate.open();
			assertThat(new String(client.readBytes(14))).isEqualTo("4\r\nlate\r\n0\r\n\r\n");
		}
	}

	@Test
	void responseThatIsJudgedLaterIsPassedOnWhole() {
		CompletableFuture<FailureDecision> answer = new CompletableFuture<>();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.always(Script.respond(200).generatedBody(5 * MIB));
			Path path = gateway.path(TestHooks.peers(peer(upstream)).onUpstreamResponse((response) -> {
				answer.completeOnTimeout(FailureDecision.defer(), 100, TimeUnit.MILLISECONDS);
				return Answer.later(answer);
			}));
			RawResponse response = client.get(path.name());
			assertThat(response.body().length()).isEqualTo(5 * MIB);
			assertThat(response.body().crc32()).isEqualTo(GeneratedBody.crc32(5 * MIB));
		}
	}

	@Test
	void attemptWhenClientLeavesBeforeResponseEndsAtOnce() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
			upstream.always(Script.neverAnswer());
			Path path = gateway.path(TestHooks.peers(peer(upstream)).onFailure(FailureDecision.retry()));
			try (RawClient client = gateway.connect()) {
				client.send(RawRequest.head("GET", path.name()));
				upstream.awaitCompleteRequests(1);
			}
			checkLeft(upstream, path);
		}
	}

	@Test
	void attemptWhenClientResetsDuringUploadEndsAtOnce() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(peer(upstream)).onFailure(FailureDecision.retry()));
			client.send(RawRequest.head("PUT", path.name(), "Content-Length: 1000") + "some");
			upstream.awaitRequests(1);
			client.reset();
			checkLeft(upstream, path);
			assertThat(upstream.requests()).noneMatch(RecordedRequest::complete);
		}
	}

	@Test
	void attemptWhenClientLeavesDuringStalledUploadEndsAtOnce() {
		UpstreamOptions options = UpstreamOptions.defaults().withReceiveBufferSize(64 * 1024);
		Gate gate = new Gate();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(options); RawClient client = gateway.connect()) {
			upstream.always(Script.readHead().thenStall(gate).thenReadRest());
			Path path = gateway.path(TestHooks.peers(peer(upstream)));
			client.send(RawRequest.head("PUT", path.name(), "Content-Length: " + 96 * MIB));
			client.sendUntilStalled(96 * MIB, QUIET);
			client.reset();
			assertThat(path.told().awaitEnd().outcome().result()).isEqualTo(Result.CLIENT_GONE);
			gate.open();
			upstream.awaitConnectionClosed(0);
		}
	}

	@Test
	void attemptWhenClientLeavesDuringResponseEndsAtOnce() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
			upstream.always(Script.respond(200).chunks("one", "two").onlyBodyBytes(3).thenHold());
			Path path = gateway.path(TestHooks.peers(peer(upstream)).onFailure(FailureDecision.retry()));
			try (RawClient client = gateway.connect()) {
				client.send(RawRequest.head("GET", path.name()));
				assertThat(client.readResponseHead().status()).isEqualTo(200);
			}
			checkLeft(upstream, path);
		}
	}

	@Test
	void attemptWhenClientLeavesDuringStalledDownloadEndsAtOnce() {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = RawClient.connect(gateway.port(), 64 * 1024)) {
			upstream.always(Script.respond(200).generatedBody(96 * MIB));
			Path path = gateway.path(TestHooks.peers(peer(upstream)));
			client.send(RawRequest.head("GET", path.name()));
			assertThat(client.readResponseHead().status()).isEqualTo(200);
			client.reset();
			checkLeft(upstream, path);
		}
	}

	private static void checkLeft(ScriptedUpstream upstream, Path path) {
		assertThat(upstream.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
		Told.End end = path.told().awaitEnd();
		assertThat(end.outcome().result()).isEqualTo(Result.CLIENT_GONE);
		assertThat(path.told().verdicts()).isEmpty();
		assertThat(upstream.connectionCount()).isOne();
	}

	private static void sendAsFarAsPossible(RawClient client, long size) {
		try {
			client.sendGenerated(size);
		}
		catch (UncheckedIOException ex) {
			// The gateway reads on for a while after it has answered, but not for ever.
		}
	}

	private static Peer peer(ScriptedUpstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

}
