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
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every line of the table of deliveries.
 */
class DeliveryTests extends AbstractFailureTests {

	private static final FailureDecision.Retry RETRY = FailureDecision.retry();

	@Test
	void deliveryWhenConnectIsRefusedIsNotSentAndPostIsRetried() {
		try (ClosedPort dead = ClosedPort.take(); ScriptedUpstream live = ScriptedUpstream.start()) {
			checkNotSentAndRetried(Peer.http("127.0.0.1", dead.port()), live, ErrorType.CONNECT_REFUSED);
		}
	}

	@Test
	void deliveryWhenConnectTimesOutIsNotSentAndPostIsRetried() {
		try (BlackHole dead = BlackHole.open(); ScriptedUpstream live = ScriptedUpstream.start()) {
			Peer peer = Peer.http("127.0.0.1", dead.port()).withConnectTimeout(Duration.ofMillis(100));
			checkNotSentAndRetried(peer, live, ErrorType.CONNECT_TIMEOUT);
		}
	}

	@Test
	void deliveryWhenNameIsUnknownIsNotSentAndPostIsRetried() {
		try (ScriptedUpstream live = ScriptedUpstream.start()) {
			checkNotSentAndRetried(Peer.http("no-such-host.invalid", 80), live, ErrorType.DNS);
		}
	}

	@Test
	void deliveryWhenNothingWasSentIsNotSentHoweverLargeTheContent() {
		try (ClosedPort dead = ClosedPort.take();
				ScriptedUpstream live = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(Peer.http("127.0.0.1", dead.port()), peer(live)).onFailure(RETRY));
			RawResponse response = client.post(path.name(), Content.text(5_000_000));
			assertThat(response.status()).isEqualTo(200);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(live.request(0).body().text()).isEqualTo(Content.text(5_000_000));
		}
	}

	@Test
	void deliveryWhenConnectionEndsDuringConnectedHookIsNotSentAndPostIsRetried() {
		Gate gate = new Gate();
		CompletableFuture<Void> answer = new CompletableFuture<>();
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream live = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			first.always(Script.accept().thenStall(gate).thenClose());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live))
				.onConnected((peer) -> peer.equals(peer(first)) ? Answer.later(answer) : Answer.none())
				.onFailure(RETRY));
			client.send(RawRequest.withBody("POST", path.name(), "body"));
			gate.awaitReached();
			gate.open();
			assertThat(client.readResponse().status()).isEqualTo(200);
			answer.complete(null);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.CONNECTION_CLOSED);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(first.connections().get(0).received().length()).isZero();
			assertThat(live.requests()).hasSize(1);
		}
	}

	@Test
	void deliveryWhenPeerStopsReadingIsPartlySentAndPostIsNotRetried() {
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream live = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			first.always(Script.readBodyBytes(10).thenClose());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure(RETRY));
			// The rest of the content never comes: the request cannot have been sent.
			client.send(RawRequest.head("POST", path.name(), "Content-Length: 1000") + Content.text(500));
			assertThat(client.readResponse().status()).isEqualTo(502);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.PARTLY_SENT);
			assertThat(live.requests()).isEmpty();
		}
	}

	@Test
	void deliveryWhenPeerClosesAfterRequestIsSentAndPostIsNotRetried() {
		checkNotRetried(Script.readRequest().thenClose(), Delivery.SENT, ErrorType.CONNECTION_CLOSED);
	}

	@Test
	void deliveryWhenHeadIsIncompleteIsSentAndPostIsNotRetried() {
		checkNotRetried(Script.respond(200).body("ok").onlyHeadBytes(30).thenClose(), Delivery.SENT,
				ErrorType.CONNECTION_CLOSED);
	}

	@Test
	void deliveryWhenResponseIsRefusedIsRespondingAndPutIsRetried() {
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream live = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			first.always(Script.respond(503).body("not now"));
			Path path = gateway
				.path(TestHooks.peers(peer(first), peer(live)).onUpstreamResponse(DeliveryTests::retryUnlessOk));
			RawResponse response = client.send(RawRequest.withBody("PUT", path.name(), "body")).readResponse();
			assertThat(response.status()).isEqualTo(200);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.RESPONDING);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.STATUS_REFUSED);
			assertThat(live.request(0).body().text()).isEqualTo("body");
		}
	}

	@Test
	void deliveryWhenRefusalIsVetoedCommitsTheResponseOfThePeer() {
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream live = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			first.always(Script.respond(503).body("not now"));
			Path path = gateway
				.path(TestHooks.peers(peer(first), peer(live)).onUpstreamResponse(DeliveryTests::retryUnlessOk));
			RawResponse response = client.post(path.name(), "body");
			assertThat(response.status()).isEqualTo(503);
			assertThat(response.text()).isEqualTo("not now");
			assertThat(live.requests()).isEmpty();
		}
	}

	@Test
	void deliveryWhenPeerFailsWhileResponseIsJudgedIsResponding() {
		Gate gate = new Gate();
		CompletableFuture<FailureDecision> answer = new CompletableFuture<>();
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream live = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			first.always(Script.respond(200).body("0123456789").stallAfterHead(gate).onlyBodyBytes(3).thenReset());
			CompletableFuture<Void> asked = new CompletableFuture<>();
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onUpstreamResponse((response) -> {
				if (asked.complete(null)) {
					return Answer.later(answer);
				}
				return Answer.none();
			}).onFailure(RETRY));
			client.send(RawRequest.withBody("PUT", path.name(), "body"));
			asked.join();
			gate.open();
			RawResponse response = client.readResponse();
			answer.complete(FailureDecision.giveUp());
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.RESPONDING);
			assertThat(live.request(0).body().text()).isEqualTo("body");
		}
	}

	@Test
	void deliveryWhenPeerFailsInMidResponseIsCommittedAndNothingIsRetried() {
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream live = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			first.always(Script.respond(200).body("0123456789").onlyBodyBytes(3).thenClose());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure(RETRY.evenIfNotIdempotent()));
			RawResponse response = client.get(path.name());
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.COMMITTED);
			assertThat(path.hooks().proxyErrors()).hasSize(1);
			assertThat(live.requests()).isEmpty();
		}
	}

	private static FailureDecision retry(int status) {
		return (status == 200) ? FailureDecision.defer() : RETRY;
	}

	private static Answer<FailureDecision> retryUnlessOk(UpstreamResponse response) {
		return Answer.of(retry(response.status()));
	}

	private static void checkNotSentAndRetried(Peer dead, ScriptedUpstream live, ErrorType type) {
		try (RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(dead, peer(live)).onFailure(RETRY));
			assertThat(client.post(path.name(), "body").status()).isEqualTo(200);
			ProxyError error = path.told().error();
			assertThat(error.delivery()).isEqualTo(Delivery.NOT_SENT);
			assertThat(error.type()).isEqualTo(type);
			assertThat(path.hooks().connectFailures()).containsExactly(error);
			assertThat(path.hooks().proxyErrors()).isEmpty();
			assertThat(live.requests()).hasSize(1);
			assertThat(live.request(0).body().text()).isEqualTo("body");
		}
	}

	private static void checkNotRetried(Script script, Delivery delivery, ErrorType type) {
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream live = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			first.always(script);
			Path path = gateway.path(TestHooks.peers(peer(first), peer(live)).onFailure(RETRY));
			assertThat(client.post(path.name(), "body").status()).isEqualTo(502);
			assertThat(path.told().error().delivery()).isEqualTo(delivery);
			assertThat(path.told().error().type()).isEqualTo(type);
			assertThat(path.hooks().proxyErrors()).hasSize(1);
			assertThat(live.requests()).isEmpty();
		}
	}

	private static Peer peer(ScriptedUpstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

}
