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

package dev.detour.proxy.server.webflux;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.ConnectionEnd;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.SocketEnd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What both mounts do in the same way when something goes wrong.
 */
@ParameterizedClass
@EnumSource
class MountFailureTests extends AbstractMountTests {

	@Test
	void connectIsNotImplementedAndEndsTheConnection() {
		this.client.send("CONNECT other.test:443 HTTP/1.1\r\nHost: other.test:443\r\n\r\nclient hello");
		RawResponse response = this.client.readResponse();
		assertThat(response.status()).isEqualTo(501);
		assertThat(response.headers("Connection")).containsExactly("close");
		assertThat(this.client.awaitClosed()).isEqualTo(SocketEnd.FIN);
		assertThat(this.upstream.requests()).isEmpty();
	}

	@Test
	void failoverWhenPeerRefusesGoesToNext() {
		try (ClosedPort dead = ClosedPort.take()) {
			peers.use(dead.port(), this.upstream.port());
			assertThat(this.client.post("/", "content").status()).isEqualTo(200);
			assertThat(this.upstream.request(0).body().text()).isEqualTo("content");
		}
	}

	@Test
	void errorPageWhenNoPeerIsLeftLeavesConnectionUsable() {
		try (ClosedPort dead = ClosedPort.take()) {
			peers.use(dead.port());
			assertThat(this.client.get("/").status()).isEqualTo(502);
		}
		peers.use(this.upstream.port());
		assertThat(this.client.get("/").text()).isEqualTo("ok");
	}

	@Test
	void uploadWhenAnsweredEarlyGetsTheAnswer() {
		this.upstream.always(Script.readBodyBytes(1).thenRespond(413).body("too large").connectionClose());
		this.client.send(RawRequest.head("POST", "/", "Content-Length: " + MIB)).sendGenerated(64 * 1024);
		RawResponse response = this.client.readResponse();
		assertThat(response.status()).isEqualTo(413);
		assertThat(response.text()).isEqualTo("too large");
	}

	@Test
	void attemptWhenClientLeavesIsCancelled() throws Exception {
		this.upstream.always(Script.neverAnswer());
		this.client.send(RawRequest.head("GET", "/"));
		this.upstream.awaitCompleteRequests(1);
		this.client.close();
		assertThat(this.upstream.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
		assertThat(peers.outcome().result()).isEqualTo(ExchangeOutcome.Result.CLIENT_GONE);
	}

	@Test
	void attemptWhenClientLeavesMidUploadIsCancelled() throws Exception {
		this.client.send(RawRequest.head("POST", "/", "Content-Length: " + MIB)).sendGenerated(1000);
		this.upstream.awaitConnections(1);
		this.client.reset();
		assertThat(this.upstream.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
		assertThat(peers.outcome().result()).isEqualTo(ExchangeOutcome.Result.CLIENT_GONE);
		assertThat(this.upstream.requests()).noneMatch(RecordedRequest::complete);
	}

	@Test
	void attemptWhenClientLeavesMidResponseIsCancelled() throws Exception {
		this.upstream.always(Script.respond(200).generatedBody(1L << 40));
		this.client.send(RawRequest.head("GET", "/"));
		this.client.readBytes(MIB);
		this.client.reset();
		assertThat(this.upstream.awaitConnectionClosed(0)).isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
		assertThat(peers.outcome().result()).isEqualTo(ExchangeOutcome.Result.CLIENT_GONE);
	}

	@Test
	void responseWhenBrokenOffIsSeenAsTruncated() {
		this.upstream.enqueue(Script.respond(200).generatedBody(MIB).onlyBodyBytes(1000).thenClose(),
				Script.respond(200).chunks("some", "content").withoutLastChunk().thenClose());
		assertThat(this.client.get("/").ending()).isNotEqualTo(Ending.COMPLETE);
		try (RawClient next = RawClient.connect(gateway.port())) {
			assertThat(next.get("/").ending()).isNotEqualTo(Ending.COMPLETE);
		}
	}

	@Test
	void uploadWhenChunkIsMalformedIsRefusedAndNeverComplete() {
		this.client.send(RawRequest.head("POST", "/", "Transfer-Encoding: chunked") + "4\r\nsome\r\n");
		this.upstream.awaitConnections(1);
		this.client.send("zz\r\nbroken\r\n0\r\n\r\n");
		assertThat(this.client.readResponse().status()).isEqualTo(400);
		this.upstream.awaitConnectionClosed(0);
		assertThat(this.upstream.requests()).noneMatch(RecordedRequest::complete);
	}

	@Test
	void connectionWhenRequestsArePipelinedStaysUsable() {
		String get = RawRequest.head("GET", "/");
		this.client.send(get + get + get);
		assertThat(this.client.readResponse().text()).isEqualTo("ok");
		assertThat(this.client.readResponse().text()).isEqualTo("ok");
		assertThat(this.client.readResponse().text()).isEqualTo("ok");
		assertThat(this.client.get("/").text()).isEqualTo("ok");
	}

	@Test
	void connectionWhenPipelinedRequestIsAnsweredAtOnceStaysUsable() {
		this.client.send(RawRequest.head("GET", "/") + RawRequest.head("GET", Peers.ANSWERED_AT_ONCE));
		assertThat(this.client.readResponse().text()).isEqualTo("ok");
		assertThat(this.client.readResponse().status()).isEqualTo(418);
		assertThat(this.client.get("/").text()).isEqualTo("ok");
	}

	@Test
	void downloadWhenClientStandsStillIsHeldBack() {
		this.upstream.always(Script.respond(200).generatedBody(64 * MIB));
		try (RawClient slow = RawClient.connect(gateway.port(), 8192)) {
			slow.send(RawRequest.head("GET", "/"));
			slow.readBytes(1000);
			await().during(Duration.ofMillis(500)).until(() -> usedMemory() < 16 * MIB);
		}
	}

}
