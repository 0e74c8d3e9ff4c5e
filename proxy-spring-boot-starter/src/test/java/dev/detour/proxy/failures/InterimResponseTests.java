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

import org.junit.jupiter.api.Test;

import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interim responses, and clients that wait for leave to send their content.
 */
class InterimResponseTests extends AbstractUpstreamTests {

	@Test
	void interimResponseIsPassedOnAtOnce() {
		this.upstream.enqueue(Script.readRequest()
			.thenWrite("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: x\r\nX: 1\r\n\r\n")
			.thenRespond(200)
			.body("ok"));
		RawResponse response = get();
		assertThat(response.text()).isEqualTo("ok");
		assertThat(response.interim()).hasSize(1);
		assertThat(response.interim().get(0).status()).isEqualTo(103);
		assertThat(response.interim().get(0).header("Link")).hasValue("</a>");
		assertThat(response.interim().get(0).header("Connection")).isEmpty();
		assertThat(response.interim().get(0).header("X")).isEmpty();
	}

	@Test
	void interimResponsesArePassedOnInTheirOrderAndBeforeTheResponse() {
		Gate gate = new Gate();
		this.upstream.enqueue(Script.readRequest()
			.thenWrite("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
			.thenStall(gate)
			.thenRespond(200)
			.body("ok"));
		try (this.upstream; RawClient client = gateway.connect()) {
			client.send(RawRequest.head("GET", "/"));
			assertThat(client.readResponseHead().status()).isEqualTo(102);
			assertThat(client.readResponseHead().status()).isEqualTo(103);
			gate.open();
			assertThat(client.readResponse().text()).isEqualTo("ok");
		}
	}

	@Test
	void interimResponseToHeadIsFollowedByAHeadOnly() {
		this.upstream.enqueue(Script.readRequest()
			.thenWrite("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.head("/");
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.header("Content-Length")).hasValue("5");
			assertThat(client.get("/").text()).as("on the same connection").isEqualTo("ok");
		}
	}

	@Test
	void interimResponseKeepsTheBytesOfItsFields() {
		this.upstream.enqueue(Script.readRequest()
			.thenWrite("HTTP/1.1 103 Early Hints\r\nX: \u00e4\r\n\r\n")
			.thenRespond(200)
			.body("ok"));
		assertThat(get().interim().get(0).header("X")).hasValue("\u00e4");
	}

	@Test
	void interimResponsesBeforeAFailureAreFollowedByTheErrorPage() {
		this.upstream
			.enqueue(Script.readRequest().thenWrite("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n").thenClose());
		RawResponse response = get();
		assertThat(response.status()).isEqualTo(502);
		assertThat(response.interim()).hasSize(1);
	}

	@Test
	void interimResponseIsKeptFromClientOfHttp10() {
		this.upstream.enqueue(Script.readRequest()
			.thenWrite("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
			.thenRespond(200)
			.body("ok"));
		try (this.upstream; RawClient client = gateway.connect()) {
			RawResponse response = client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").readResponse();
			assertThat(response.interim()).isEmpty();
			assertThat(response.text()).isEqualTo("ok");
		}
	}

	@Test
	void continueThatNobodyAskedForIsKept() {
		this.upstream
			.enqueue(Script.readRequest().thenWrite("HTTP/1.1 100 Continue\r\n\r\n").thenRespond(200).body("ok"));
		RawResponse response = get();
		assertThat(response.interim()).isEmpty();
		assertThat(response.text()).isEqualTo("ok");
	}

	@Test
	void continueWhenPeerGivesLeaveIsPassedOn() {
		this.upstream.enqueue(Script.readHead()
			.thenWrite("HTTP/1.1 100 Continue\r\n\r\n")
			.thenReadRest()
			.thenRespond(200)
			.body("ok"));
		try (this.upstream; RawClient client = gateway.connect()) {
			client.send(RawRequest.head("PUT", "/", "Content-Length: 4", "Expect: 100-continue"));
			assertThat(client.readResponseHead().status()).isEqualTo(100);
			assertThat(client.send("body").readResponse().text()).isEqualTo("ok");
			assertThat(this.upstream.request(0).header("Expect")).hasValue("100-continue");
			assertThat(this.upstream.request(0).body().text()).isEqualTo("body");
		}
	}

	@Test
	void continueWhenPeerSaysNothingIsSaidAfterAWhile() {
		try (this.upstream; RawClient client = gateway.connect()) {
			client.send(RawRequest.head("PUT", "/", "Content-Length: 4", "Expect: 100-continue"));
			assertThat(client.readResponseHead().status()).isEqualTo(100);
			assertThat(client.send("body").readResponse().text()).isEqualTo("ok");
		}
	}

	@Test
	void continueWhenPeerRefusesIsNotSaid() {
		this.upstream.enqueue(Script.readHead().thenRespond(417).body("no"));
		try (this.upstream; RawClient client = gateway.connect()) {
			client.send(RawRequest.head("PUT", "/", "Content-Length: 4", "Expect: 100-continue"));
			RawResponse response = client.readResponse();
			assertThat(response.status()).isEqualTo(417);
			assertThat(response.interim()).isEmpty();
			assertThat(response.text()).isEqualTo("no");
		}
	}

	@Test
	void continueWhenClientOfHttp10AsksIsIgnored() {
		try (this.upstream; RawClient client = gateway.connect()) {
			client.send("PUT / HTTP/1.0\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\nbody");
			RawResponse response = client.readResponse();
			assertThat(response.interim()).isEmpty();
			assertThat(response.text()).isEqualTo("ok");
			assertThat(this.upstream.request(0).header("Expect")).isEmpty();
		}
	}

	@Test
	void continueWhenClientDoesNotWaitForItIsNoProblem() {
		try (this.upstream; RawClient client = gateway.connect()) {
			client.send(RawRequest.withBody("PUT", "/", "body", "Expect: 100-continue"));
			assertThat(client.readResponse().text()).isEqualTo("ok");
			assertThat(this.upstream.request(0).body().text()).isEqualTo("body");
			assertThat(client.get("/").text()).isEqualTo("ok");
		}
	}

	private RawResponse get() {
		try (this.upstream; RawClient client = gateway.connect()) {
			return client.get("/");
		}
	}

}
