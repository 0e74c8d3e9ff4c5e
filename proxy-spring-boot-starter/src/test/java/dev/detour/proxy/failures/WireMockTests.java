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

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.ScriptedUpstream;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThanOrExactly;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An upstream that was not written for these tests.
 */
class WireMockTests {

	static FailureGateway gateway;

	static WireMockServer upstream;

	@BeforeAll
	static void start() {
		gateway = FailureGateway.start();
		upstream = new WireMockServer(new WireMockConfiguration().dynamicPort().bindAddress("127.0.0.1"));
		upstream.start();
	}

	@AfterAll
	static void stop() {
		gateway.close();
		upstream.stop();
	}

	@AfterEach
	void reset() {
		upstream.resetAll();
	}

	@ParameterizedTest
	@CsvSource({ "EMPTY_RESPONSE, CONNECTION_CLOSED, SENT", "RANDOM_DATA_THEN_CLOSE, CONNECTION_CLOSED, SENT",
			"CONNECTION_RESET_BY_PEER, CONNECTION_RESET, SENT" })
	void faultWhenNothingIsCommittedIsRetriedIfSafe(Fault fault, ErrorType type, Delivery delivery) {
		stub(aResponse().withFault(fault));
		try (ScriptedUpstream live = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			TestHooks hooks = TestHooks.peers(peer(), Peer.http("127.0.0.1", live.port()))
				.onFailure(FailureDecision.retry());
			Path get = gateway.path(hooks);
			assertThat(client.get(get.name()).text()).isEqualTo("ok");
			assertThat(get.told().error().type()).isEqualTo(type);
			assertThat(get.told().error().delivery()).isEqualTo(delivery);
			Path post = gateway.path(hooks);
			assertThat(client.post(post.name(), "body").status()).isEqualTo(502);
			assertThat(post.told().veto()).isEqualTo(VetoReason.NOT_IDEMPOTENT);
			Path put = gateway.path(hooks);
			assertThat(client.send(RawRequest.withBody("PUT", put.name(), "body")).readResponse().text())
				.isEqualTo("ok");
			assertThat(live.requests()).extracting((request) -> request.method()).containsExactly("GET", "PUT");
			assertThat(live.request(1).body().text()).isEqualTo("body");
		}
		upstream.verify(1, postRequestedFor(anyUrl()));
		upstream.verify(moreThanOrExactly(1), putRequestedFor(anyUrl()).withRequestBody(equalTo("body")));
	}

	@Test
	void faultWhenResponseIsCommittedBreaksItOff() {
		stub(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK));
		try (RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(peer()).onFailure(FailureDecision.retry()));
			RawResponse response = client.get(path.name());
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.ending()).isNotEqualTo(Ending.COMPLETE);
			assertThat(path.told().error().delivery()).isEqualTo(Delivery.COMMITTED);
			assertThat(path.told().veto()).isEqualTo(VetoReason.COMMITTED);
		}
	}

	@Test
	void delayWhenItIsWithinTheReadTimeoutIsWaitedFor() {
		stub(aResponse().withStatus(201).withFixedDelay(300).withBody("late"));
		try (RawClient client = gateway.connect()) {
			RawResponse response = client.post(gateway.path(TestHooks.peers(peer())).name(), "body");
			assertThat(response.status()).isEqualTo(201);
			assertThat(response.text()).isEqualTo("late");
		}
	}

	@Test
	void dribbleWhenEachPieceComesInTimeIsPassedOnWhole() {
		String text = Content.text(5000);
		stub(aResponse().withBody(text).withChunkedDribbleDelay(10, 1000));
		try (RawClient client = gateway.connect()) {
			RawResponse response = client.get(gateway.path(TestHooks.peers(peer())).name());
			assertThat(response.text()).isEqualTo(text);
			assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
		}
	}

	@Test
	void requestsOnOneConnectionAreAnswered() {
		stub(aResponse().withBody("ok").withHeader("X-One", "1"));
		try (RawClient client = gateway.connect()) {
			Path path = gateway.path(TestHooks.peers(peer()));
			for (int i = 0; i < 50; i++) {
				assertThat(client.post(path.name(), "body " + i).header("X-One")).hasValue("1");
			}
		}
		assertThat(upstream.findAll(anyRequestedFor(anyUrl()))).hasSize(50);
	}

	private static void stub(ResponseDefinitionBuilder response) {
		upstream.stubFor(any(anyUrl()).willReturn(response));
	}

	private static Peer peer() {
		return Peer.http("127.0.0.1", upstream.port());
	}

}
