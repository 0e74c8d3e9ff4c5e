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

package dev.detour.proxy.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.TestServiceGrpc;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.GrpcStatus;
import dev.detour.proxy.policy.GrpcTimeout;
import dev.detour.proxy.policy.PushBack;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.Http2Wire;
import dev.detour.proxy.testing.Http2Wire.Frame;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.ScriptedHttp2Upstream;
import dev.detour.proxy.testing.ScriptedHttp2Upstream.Conversation;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Calls of gRPC that fail, whichever way the gateway is mounted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractGrpcFailureTests {

	private static final String EMPTY_MESSAGE = "\0\0\0\0\0";

	private static final FailureDecision.Retry RETRY = FailureDecision.retry();

	private static final FailureDecision.Retry VOUCHED = RETRY.evenIfNotIdempotent();

	private static final Metadata.Key<String> TIMEOUT = key("grpc-timeout");

	private static final Metadata.Key<String> PREVIOUS_ATTEMPTS = key("grpc-previous-rpc-attempts");

	private final Queue<Metadata> calls = new ConcurrentLinkedQueue<>();

	private TestGateway gateway;

	private GrpcServer server;

	private ManagedChannel channel;

	private Scenario scenario;

	abstract TestGateway startGateway();

	@BeforeAll
	void start() {
		this.gateway = startGateway();
		this.server = GrpcServer.interop(null, new Recorder());
		this.channel = ManagedChannelBuilder.forAddress("127.0.0.1", this.gateway.port()).usePlaintext().build();
	}

	@AfterAll
	void stop() {
		this.channel.shutdownNow();
		this.gateway.close();
		this.server.close();
	}

	@BeforeEach
	void reset() {
		this.scenario = new Scenario();
		Scenario.current = this.scenario;
		this.calls.clear();
	}

	@AfterEach
	void forget() {
		Scenario.current = new Scenario();
	}

	@Test
	void callWhenFirstPeerIsDeadIsAnsweredByTheSecond() {
		try (ClosedPort closed = ClosedPort.take()) {
			this.scenario.peers = List.of(Peer.http("127.0.0.1", closed.port()), live());
			this.scenario.decision = RETRY;
			assertThat(call()).isEqualTo(Status.Code.OK);
			assertThat(this.scenario.errors).containsExactly(ErrorType.CONNECT_REFUSED);
			// A peer that was not reached has not seen an attempt.
			assertThat(this.calls.element().get(PREVIOUS_ATTEMPTS)).isNull();
		}
	}

	@Test
	void callWhenNoPeerIsReachedIsUnavailable() {
		try (ClosedPort closed = ClosedPort.take()) {
			this.scenario.peers = List.of(Peer.http("127.0.0.1", closed.port()));
			assertThat(rawCall()).contains("grpc-status: 14", "grpc-message: Bad Gateway",
					"content-type: application/grpc");
		}
	}

	@Test
	void callWhenPeerHookFailsIsInternal() {
		assertThat(rawCall()).contains("grpc-status: 13", "grpc-message: Internal Server Error");
	}

	@Test
	void callWhenPeerDiesAfterRequestIsUnavailable() {
		try (ScriptedHttp2Upstream dying = upstream((wire) -> wire.readRequest())) {
			this.scenario.peers = List.of(http2(dying), live());
			this.scenario.decision = RETRY;
			StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, this::callEmpty);
			assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(failure.getStatus().getDescription()).isEqualTo("Bad Gateway");
			assertThat(this.calls).isEmpty();
		}
	}

	@Test
	void callWhenPeerDiesAndHandlerVouchesIsAnsweredByTheSecond() {
		try (ScriptedHttp2Upstream dying = upstream((wire) -> wire.readRequest())) {
			this.scenario.peers = List.of(http2(dying), live());
			this.scenario.decision = VOUCHED;
			assertThat(call()).isEqualTo(Status.Code.OK);
			assertThat(this.calls.element().get(PREVIOUS_ATTEMPTS)).isEqualTo("1");
		}
	}

	@Test
	void callWhenPeerDiesAfterMessageIsReset() {
		try (ScriptedHttp2Upstream dying = upstream((wire) -> {
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "200", "content-type", "application/grpc");
			wire.data(stream, false, EMPTY_MESSAGE);
		}); RawHttp2Client client = connect()) {
			this.scenario.peers = List.of(http2(dying), live());
			this.scenario.decision = VOUCHED;
			send(client);
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.reset()).isPositive();
			assertThat(this.calls).isEmpty();
		}
	}

	@Test
	void requestWhenItIsACallReachesPeerAsOne() {
		CompletableFuture<List<String>> head = new CompletableFuture<>();
		try (ScriptedHttp2Upstream upstream = upstream((wire) -> {
			Frame request = wire.readRequest();
			head.complete(request.lines());
			succeed(wire, request.stream());
			wire.awaitClose();
		}); RawHttp2Client client = connect()) {
			this.scenario.peers = List.of(http2(upstream));
			send(client, "grpc-timeout", "10S", "grpc-encoding", "identity");
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.body()).hasSize(5);
			assertThat(response.fields("")).containsExactly("grpc-status: 0", "grpc-message: a%20b");
			assertThat(head.join()).contains("te: trailers", "grpc-encoding: identity");
			assertThat(timeout(head.join())).isPositive().isLessThan(Duration.ofSeconds(10));
		}
	}

	@Test
	void callWhenTimeIsUpIsDeadlineExceededAndAttemptIsCancelled() {
		CompletableFuture<Integer> reset = new CompletableFuture<>();
		try (ScriptedHttp2Upstream silent = upstream((wire) -> {
			int stream = wire.readRequest().stream();
			reset.complete(wire.await(Http2Wire.RST_STREAM, stream).code());
			wire.awaitClose();
		})) {
			this.scenario.peers = List.of(http2(silent), live());
			this.scenario.decision = VOUCHED;
			assertThat(rawCall("grpc-timeout", "300m")).contains("grpc-status: 4", "grpc-message: Gateway Timeout");
			assertThat(reset.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo((int) Http2Error.CANCEL.code());
			assertThat(this.scenario.errors).isEmpty();
		}
	}

	@Test
	void callWhenTimeIsUpBeforeItBeganIsDeadlineExceeded() {
		this.scenario.peers = List.of(live());
		assertThat(rawCall("grpc-timeout", "0n")).contains("grpc-status: 4");
	}

	@Test
	void callWhenTimeIsUpDuringResponseIsReset() {
		try (ScriptedHttp2Upstream stalling = upstream((wire) -> {
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "200", "content-type", "application/grpc");
			wire.data(stream, false, EMPTY_MESSAGE);
			wire.awaitClose();
		}); RawHttp2Client client = connect()) {
			this.scenario.peers = List.of(http2(stalling));
			send(client, "grpc-timeout", "300m");
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.body()).hasSize(5);
			assertThat(response.reset()).isPositive();
		}
	}

	@Test
	void deadlineWhenThereAreTwoAttemptsCoversBoth() {
		CompletableFuture<List<String>> head = new CompletableFuture<>();
		try (ScriptedHttp2Upstream silent = upstream((wire) -> {
			head.complete(wire.readRequest().lines());
			wire.awaitClose();
		})) {
			this.scenario.peers = List.of(http2(silent).withReadTimeout(Duration.ofMillis(200)), live());
			this.scenario.decision = VOUCHED;
			try (RawHttp2Client client = connect()) {
				send(client, "grpc-timeout", "20S");
				assertThat(client.awaitResponse(1).fields("")).contains("grpc-status: 0");
			}
			assertThat(this.scenario.errors).containsExactly(ErrorType.READ_TIMEOUT);
			Duration second = GrpcTimeout.parse(this.calls.element().get(TIMEOUT));
			assertThat(second).isLessThan(timeout(head.join()).minusMillis(199));
		}
	}

	@Test
	void statusWhenItComesWithTheHeadIsJudged() {
		try (ScriptedHttp2Upstream failing = upstream((wire) -> {
			wire.headers(wire.readRequest().stream(), true, ":status", "200", "content-type", "application/grpc",
					"grpc-status", "14");
			wire.awaitClose();
		})) {
			retryOnUnavailable(failing);
			assertThat(call()).isEqualTo(Status.Code.OK);
			assertThat(this.scenario.statuses).containsExactly("14", "null");
			assertThat(this.calls.element().get(PREVIOUS_ATTEMPTS)).isEqualTo("1");
		}
	}

	@Test
	void statusWhenItComesWithTrailersAfterNoMessageIsJudged() {
		try (ScriptedHttp2Upstream failing = upstream((wire) -> {
			failLate(wire, wire.readRequest().stream(), "grpc-retry-pushback-ms", "7");
			wire.awaitClose();
		})) {
			retryOnUnavailable(failing);
			assertThat(call()).isEqualTo(Status.Code.OK);
			assertThat(this.scenario.statuses).containsExactly("14 after PT0.007S", "null");
		}
	}

	@Test
	void responseWhenStatusWasPeekedAtIsPassedOnAsItCame() {
		try (ScriptedHttp2Upstream failing = upstream((wire) -> {
			failLate(wire, wire.readRequest().stream(), "x-trailer", "1");
			wire.awaitClose();
		}); RawHttp2Client client = connect()) {
			this.scenario.peers = List.of(http2(failing));
			send(client);
			RawHttp2Client.Response response = client.awaitResponse(1);
			assertThat(response.fields("200")).contains("x-head: 1").doesNotContain("grpc-status: 14");
			assertThat(response.fields("")).containsExactly("grpc-status: 14", "x-trailer: 1");
			assertThat(this.scenario.statuses).containsExactly("14");
		}
	}

	@Test
	void headWhenNothingFollowsIsNotHeldBack() {
		CountDownLatch seen = new CountDownLatch(1);
		try (ScriptedHttp2Upstream streaming = upstream((wire) -> {
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "200", "content-type", "application/grpc");
			await(seen);
			wire.headers(stream, true, "grpc-status", "0");
			wire.awaitClose();
		}); RawHttp2Client client = connect()) {
			this.scenario.peers = List.of(http2(streaming));
			send(client);
			assertThat(client.decode(client.await(RawHttp2Client.HEADERS, 1)).getKey()).isEqualTo("200");
			seen.countDown();
			assertThat(client.awaitResponse(1).fields("")).containsExactly("grpc-status: 0");
		}
	}

	@Test
	void callWhenClientResetsItIsResetAtPeer() {
		CompletableFuture<Integer> reset = new CompletableFuture<>();
		CountDownLatch read = new CountDownLatch(1);
		try (ScriptedHttp2Upstream upstream = upstream((wire) -> {
			int stream = wire.readHead().stream();
			read.countDown();
			reset.complete(wire.await(Http2Wire.RST_STREAM, stream).code());
			wire.awaitClose();
		}); RawHttp2Client client = connect()) {
			this.scenario.peers = List.of(http2(upstream));
			client.post(1, "/service/Method", "content-type", "application/grpc", "te", "trailers");
			await(read);
			client.reset(1, (int) Http2Error.CANCEL.code());
			assertThat(reset.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo((int) Http2Error.CANCEL.code());
		}
	}

	@Test
	void pageWhenItIsOfGrpcIsPassedOn() {
		try (ClosedPort closed = ClosedPort.take()) {
			this.scenario.peers = List.of(Peer.http("127.0.0.1", closed.port()));
			this.scenario.page = GrpcStatus.ABORTED.response("try later \u2026").withHeader("x-own", "1");
			assertThat(rawCall()).contains("grpc-status: 10", "grpc-message: try later %E2%80%A6", "x-own: 1");
		}
	}

	@Test
	void pageWhenItIsNotOfGrpcBecomesItsStatus() {
		try (ClosedPort closed = ClosedPort.take()) {
			this.scenario.peers = List.of(Peer.http("127.0.0.1", closed.port()));
			this.scenario.page = ProxyResponse.text(429, "<html>").withHeader("Retry-After", "7");
			assertThat(rawCall()).contains("grpc-status: 14", "grpc-message: Too Many Requests", "retry-after: 7")
				.filteredOn((field) -> field.startsWith("content-type"))
				.containsExactly("content-type: application/grpc");
		}
	}

	private void retryOnUnavailable(ScriptedHttp2Upstream first) {
		this.scenario.peers = List.of(http2(first), live());
		this.scenario.judge = (attempt, response) -> {
			if (!"14".equals(response.headers().first("grpc-status"))) {
				return null;
			}
			PushBack pushBack = PushBack.of(response.headers());
			if (pushBack.equals(PushBack.NONE)) {
				return VOUCHED;
			}
			this.scenario.statuses.remove("14");
			this.scenario.statuses.add("14 after " + pushBack.delay());
			return VOUCHED.after(pushBack.delay());
		};
	}

	private static void failLate(Http2Wire wire, int stream, String name, String value) {
		wire.together((frames) -> {
			frames.headers(stream, false, ":status", "200", "content-type", "application/grpc", "x-head", "1");
			frames.headers(stream, true, "grpc-status", "14", name, value);
		});
	}

	private static void succeed(Http2Wire wire, int stream) {
		wire.headers(stream, false, ":status", "200", "content-type", "application/grpc");
		wire.data(stream, false, EMPTY_MESSAGE);
		wire.headers(stream, true, "grpc-status", "0", "grpc-message", "a%20b");
	}

	private static ScriptedHttp2Upstream upstream(Conversation conversation) {
		return ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			conversation.play(wire);
		});
	}

	private Peer live() {
		return Peer.http("127.0.0.1", this.server.port());
	}

	private static Peer http2(ScriptedHttp2Upstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

	private static Duration timeout(List<String> head) {
		return head.stream()
			.filter((line) -> line.startsWith("grpc-timeout: "))
			.map((line) -> GrpcTimeout.parse(line.substring(14)))
			.findFirst()
			.orElseThrow();
	}

	private Status.Code call() {
		callEmpty();
		return Status.Code.OK;
	}

	private void callEmpty() {
		assertThat(TestServiceGrpc.newBlockingStub(this.channel)
			.withDeadlineAfter(20, TimeUnit.SECONDS)
			.emptyCall(Empty.getDefaultInstance())).isEqualTo(Empty.getDefaultInstance());
	}

	/**
	 * Makes a call that ends without a message.
	 * @param fields more fields
	 * @return the fields of the only head of the response, which ends it
	 */
	private List<String> rawCall(String... fields) {
		try (RawHttp2Client client = connect()) {
			send(client, fields);
			RawHttp2Client.Frame head = client.await(RawHttp2Client.HEADERS, 1);
			var decoded = client.decode(head);
			assertThat(decoded.getKey()).isEqualTo("200");
			assertThat(head.flags() & 1).as("END_STREAM").isEqualTo(1);
			return decoded.getValue();
		}
	}

	private static void send(RawHttp2Client client, String... fields) {
		String[] all = new String[fields.length + 4];
		System.arraycopy(new String[] { "content-type", "application/grpc+proto", "te", "trailers" }, 0, all, 0, 4);
		System.arraycopy(fields, 0, all, 4, fields.length);
		client.post(1, "/grpc.testing.TestService/EmptyCall", all).data(1, EMPTY_MESSAGE, true);
	}

	private RawHttp2Client connect() {
		return RawHttp2Client.connect(this.gateway.port());
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Metadata.Key<String> key(String name) {
		return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
	}

	/**
	 * Keeps the fields of the calls that reach the server.
	 */
	private final class Recorder implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			Metadata copy = new Metadata();
			copy.merge(headers);
			AbstractGrpcFailureTests.this.calls.add(copy);
			return next.startCall(call, headers);
		}

	}

}
