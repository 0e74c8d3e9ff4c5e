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

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.BrokenResponse;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

class MalformedResponseTests extends AbstractFailureTests {

	private final ScriptedUpstream upstream = ScriptedUpstream.start();

	private final ScriptedUpstream second = ScriptedUpstream.start();

	@ParameterizedTest
	@EnumSource
	void responseWhenBrokenIsAnInvalidResponse(BrokenResponse response) {
		this.upstream.always(response.script());
		Path path = path();
		try (this.upstream; this.second; RawClient client = gateway.connect()) {
			RawResponse received = client.get(path.name());
			assertThat(path.told().error().type()).isEqualTo(ErrorType.INVALID_RESPONSE);
			this.upstream.awaitConnectionClosed(0);
			boolean committed = received.status() == 200;
			if (committed) {
				assertThat(received.ending()).isNotEqualTo(Ending.COMPLETE);
				assertThat(received.text()).hasSizeLessThanOrEqualTo(2);
			}
			else {
				assertThat(received.status()).isEqualTo(502);
			}
		}
	}

	static Stream<Arguments> heads() {
		return Stream.of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
				"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
				"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
				"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
				"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
				"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok",
				"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok", "HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n",
				"HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
				"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nok",
				"HTTP/1.1 1000 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
				"HTTP/1.1 200 OK\r\nno-colon\r\nContent-Length: 2\r\n\r\nok",
				"HTTP/1.1 200 OK\r\nno colon: here\r\nContent-Length: 2\r\n\r\nok",
				"HTTP/1.1 200 OK\r\nAB: c\r\nA \r\nContent-Length: 2\r\n\r\nok",
				"HTTP/1.1 200 OK\r\n X: 1\r\nContent-Length: 2\r\n\r\nok", "ICY 200 OK\r\nContent-Length: 2\r\n\r\nok",
				"HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n")
			.map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("heads")
	void responseWhenHeadIsMalformedIsNeverPassedOn(String head) {
		this.upstream.always(Script.write(head).thenHold());
		Path path = path();
		try (this.upstream; this.second; RawClient client = gateway.connect()) {
			assertThat(client.get(path.name()).status()).isEqualTo(502);
			assertThat(path.told().error().type()).isEqualTo(ErrorType.INVALID_RESPONSE);
			this.upstream.awaitConnectionClosed(0);
		}
	}

	@Test
	void fieldWithSpaceBeforeColonIsPassedOnWithout() {
		this.upstream.always(Script.write("HTTP/1.1 200 OK\r\nX \t : 1\r\nContent-Length: 2\r\n\r\nok"));
		try (this.upstream; this.second; RawClient client = gateway.connect()) {
			assertThat(client.get(path().name()).headerLines()).contains("X: 1");
		}
	}

	@Test
	void responseWhenMalformedMayComeFromTheNextPeer() {
		this.upstream.always(BrokenResponse.BAD_STATUS.script());
		Path path = gateway
			.path(TestHooks.peers(peer(this.upstream), peer(this.second)).onFailure(FailureDecision.retry()));
		try (this.upstream; this.second; RawClient client = gateway.connect()) {
			assertThat(client.get(path.name()).text()).isEqualTo("ok");
			assertThat(path.told().error().bytesRead()).isPositive();
		}
	}

	@Test
	void responseThatComesBeforeTheRequestIsNotTakenForItsResponse() {
		this.upstream
			.always(Script.accept().thenWrite("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil").thenReadRest());
		Path path = path();
		try (this.upstream; this.second; RawClient client = gateway.connect()) {
			RawResponse response = client.get(path.name());
			// Nobody can tell if it came a moment later: it is one response at most.
			assertThat(response.status()).isIn(200, 502);
			assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
		}
	}

	private Path path() {
		return gateway.path(TestHooks.peers(peer(this.upstream)));
	}

	private static Peer peer(ScriptedUpstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

}
