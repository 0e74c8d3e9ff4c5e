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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.Http2Wire;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.ScriptedHttp2Upstream;
import dev.detour.proxy.testing.ScriptedHttp2Upstream.Conversation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every line of the table of deliveries, for peers that speak HTTP/2.
 */
class Http2DeliveryTests extends AbstractFailureTests {

	private static final FailureDecision RETRY = FailureDecision.retry();

	private static final Conversation ANSWER = (wire) -> {
		wire.open();
		while (true) {
			wire.respond(wire.readRequest().stream(), "live");
		}
	};

	@Test
	void deliveryWhenStreamIsRefusedIsRefusedAndPostIsRetried() {
		ProxyError error = checkRetried((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.reset(stream, Http2Error.REFUSED_STREAM);
			wire.awaitClose();
		});
		assertThat(error.type()).isEqualTo(ErrorType.H2_REFUSED_STREAM);
		assertThat(error.delivery()).isEqualTo(Delivery.REFUSED);
	}

	@Test
	void deliveryWhenStreamIsAboveGoAwayIsRefusedAndPostIsRetried() {
		ProxyError error = checkRetried((wire) -> {
			wire.open();
			wire.readRequest();
			wire.goAway(0, Http2Error.NO_ERROR);
			wire.awaitClose();
		});
		assertThat(error.type()).isEqualTo(ErrorType.H2_GOAWAY);
		assertThat(error.delivery()).isEqualTo(Delivery.REFUSED);
	}

	@Test
	void deliveryWhenPeerSendsNoSettingsIsNotSentAndPostIsRetried() {
		try (ScriptedHttp2Upstream first = ScriptedHttp2Upstream.start((wire) -> {
			wire.readPreface();
			wire.awaitClose();
		}); ScriptedHttp2Upstream live = ScriptedHttp2Upstream.start(ANSWER); RawClient client = gateway.connect()) {
			Peer silent = http2(first).withTotalConnectTimeout(Duration.ofMillis(300));
			Path path = gateway.path(TestHooks.peers(silent, http2(live)).onFailure(RETRY));
			assertThat(client.post(path.name(), "body").text()).isEqualTo("live");
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
		}
	}

	@Test
	void deliveryWhenGoAwayArrivesDuringConnectedHookIsNotSentAndPostIsRetried() {
		CompletableFuture<Void> hook = new CompletableFuture<>();
		CompletableFuture<Void> connected = new CompletableFuture<>();
		try (ScriptedHttp2Upstream first = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			connected.join();
			wire.goAway(0, Http2Error.NO_ERROR);
			wire.frame(Http2Wire.PING, 0, 0, new byte[8]);
			wire.awaitPong();
			hook.complete(null);
			wire.awaitClose();
		}); ScriptedHttp2Upstream live = ScriptedHttp2Upstream.start(ANSWER); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(first), http2(live)).onConnected((peer) -> {
				connected.complete(null);
				return peer.equals(http2(first)) ? Answer.later(hook) : Answer.none();
			}).onFailure(RETRY));
			assertThat(client.post(path.name(), "body").text()).isEqualTo("live");
			assertThat(path.told().error().type()).isEqualTo(ErrorType.H2_GOAWAY);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
		}
	}

	@Test
	void deliveryWhenWindowIsShutIsPartlySentAndPostIsNotRetried() {
		ProxyError error = checkNotRetried("0123456789", (wire) -> {
			wire.open(4, 4);
			int stream = wire.readHead().stream();
			wire.await(Http2Wire.DATA, stream);
			wire.reset(stream, Http2Error.INTERNAL_ERROR);
			wire.awaitClose();
		});
		assertThat(error.type()).isEqualTo(ErrorType.H2_RESET);
		assertThat(error.delivery()).isEqualTo(Delivery.PARTLY_SENT);
	}

	@Test
	void deliveryWhenStreamIsResetAfterRequestIsSentAndPostIsNotRetried() {
		ProxyError error = checkNotRetried("body", (wire) -> {
			wire.open();
			wire.reset(wire.readRequest().stream(), Http2Error.INTERNAL_ERROR);
			wire.awaitClose();
		});
		assertThat(error.type()).isEqualTo(ErrorType.H2_RESET);
		assertThat(error.delivery()).isEqualTo(Delivery.SENT);
		assertThat(error.cause()).hasMessageContaining("INTERNAL_ERROR");
		assertThat(error.bytesWritten()).isGreaterThan(4);
		assertThat(error.bytesRead()).isZero();
	}

	@Test
	void deliveryWhenConnectionIsClosedAfterRequestIsSentAndPostIsNotRetried() {
		ProxyError error = checkNotRetried("body", (wire) -> {
			wire.open();
			wire.readRequest();
		});
		assertThat(error.type()).isIn(ErrorType.CONNECTION_CLOSED, ErrorType.CONNECTION_RESET);
		assertThat(error.delivery()).isEqualTo(Delivery.SENT);
	}

	@Test
	void deliveryWhenStreamIsBelowGoAwayIsSentAndPostIsNotRetried() {
		ProxyError error = checkNotRetried("body", (wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.goAway(stream, Http2Error.INTERNAL_ERROR);
		});
		assertThat(error.delivery()).isEqualTo(Delivery.SENT);
	}

	@Test
	void deliveryWhenStreamIsRefusedAfterInterimResponseIsNotBelieved() {
		ProxyError error = checkNotRetried("body", (wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "103");
			wire.reset(stream, Http2Error.REFUSED_STREAM);
			wire.awaitClose();
		});
		assertThat(error.type()).isEqualTo(ErrorType.H2_RESET);
		assertThat(error.delivery()).isEqualTo(Delivery.SENT);
	}

	@Test
	void deliveryWhenResponseIsMalformedIsSentAndOnlyThatStreamEnds() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "200", "connection", "close");
			assertThat(wire.await(Http2Wire.RST_STREAM, stream).code())
				.isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
			wire.respond(wire.readRequest().stream(), "fine");
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			assertThat(client.get(path.name()).status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.INVALID_RESPONSE);
			Path next = gateway.path(TestHooks.peers(http2(upstream)));
			assertThat(client.get(next.name()).text()).isEqualTo("fine");
			assertThat(upstream.connections()).hasSize(1);
		}
	}

	@Test
	void deliveryWhenFrameIsOversizeIsSentAndGoAwaySaysWhy() {
		CompletableFuture<Integer> code = new CompletableFuture<>();
		ProxyError error = checkNotRetried("body", (wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.frame(Http2Wire.DATA, 0, stream, new byte[20_000]);
			code.complete(wire.await(Http2Wire.GOAWAY, 0).code());
		});
		assertThat(error.type()).isEqualTo(ErrorType.INVALID_RESPONSE);
		assertThat(error.delivery()).isEqualTo(Delivery.SENT);
		assertThat(code.join()).isEqualTo((int) Http2Error.FRAME_SIZE_ERROR.code());
	}

	@Test
	void deliveryWhenPeerIsSilentToPingIsSentAndAllStreamsFail() {
		ProxyError error = checkNotRetried("body", (wire) -> {
			wire.open();
			wire.readRequest();
			wire.withoutAcknowledgements();
			wire.await(Http2Wire.PING, 0);
			wire.awaitClose();
		});
		assertThat(error.type()).isEqualTo(ErrorType.CONNECTION_CLOSED);
		assertThat(error.delivery()).isEqualTo(Delivery.SENT);
		assertThat(error.cause()).hasMessageContaining("PING");
	}

	@Test
	void deliveryWhenStreamIsSilentIsReadTimeoutAndConnectionLivesOn() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			assertThat(wire.await(Http2Wire.RST_STREAM, stream).code()).isEqualTo((int) Http2Error.CANCEL.code());
			wire.respond(wire.readRequest().stream(), "fine");
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream).withReadTimeout(Duration.ofMillis(300))));
			assertThat(client.get(path.name()).status()).isEqualTo(504);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.READ_TIMEOUT);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.SENT);
			Path next = gateway.path(TestHooks.peers(http2(upstream)));
			assertThat(client.get(next.name()).text()).isEqualTo("fine");
			assertThat(upstream.connections()).hasSize(1);
		}
	}

	@Test
	void deliveryWhenContentIsShortOfItsLengthIsCommittedAndClientCanTell() {
		try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "200", "content-length", "10");
			wire.data(stream, true, "short");
			wire.awaitClose();
		}); RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(upstream)));
			client.send(RawRequest.head("GET", path.name()));
			RawResponse response = client.readResponseHead();
			assertThat(response.status()).isEqualTo(200);
			client.awaitClosed();
			assertThat(path.told().error().type()).isEqualTo(ErrorType.INVALID_RESPONSE);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.COMMITTED);
		}
	}

	private ProxyError checkRetried(Conversation script) {
		try (ScriptedHttp2Upstream first = ScriptedHttp2Upstream.start(script);
				ScriptedHttp2Upstream live = ScriptedHttp2Upstream.start(ANSWER);
				RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(http2(first), http2(live)).onFailure(RETRY));
			RawResponse response = client.post(path.name(), "body");
			assertThat(response.text()).isEqualTo("live");
			Http2Wire second = live.connections().get(0);
			assertThat(second.frames()).filteredOn((frame) -> frame.type() == Http2Wire.DATA)
				.extracting((frame) -> new String(frame.payload(), StandardCharsets.US_ASCII))
				.contains("body");
			return path.told().error();
		}
	}

	private ProxyError checkNotRetried(String body, Conversation script) {
		try (ScriptedHttp2Upstream first = ScriptedHttp2Upstream.start(script);
				ScriptedHttp2Upstream live = ScriptedHttp2Upstream.start(ANSWER);
				RawClient client = gateway.connect()) {
			Peer peer = http2(first).withReadTimeout(Duration.ofSeconds(2));
			Path path = gateway.path(TestHooks.peers(peer, http2(live)).onFailure(RETRY));
			client.send(RawRequest.withBody("POST", path.name(), body));
			assertThat(client.readResponse().status()).isIn(List.of(502, 504));
			assertThat(path.told().veto()).isEqualTo(VetoReason.NOT_IDEMPOTENT);
			assertThat(live.connections()).isEmpty();
			return path.told().error();
		}
	}

	private static Peer http2(ScriptedHttp2Upstream upstream) {
		return Peer.http("127.0.0.1", upstream.port()).withProtocols(Protocols.HTTP_2);
	}

}
