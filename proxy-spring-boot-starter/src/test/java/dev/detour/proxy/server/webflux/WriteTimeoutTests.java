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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawHttp2Client;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that do not take what they are sent.
 */
@ParameterizedClass
@EnumSource
class WriteTimeoutTests {

	private static final int WINDOW = 65535;

	private static final int INTERNAL_ERROR = 0x2;

	private static final int CANCEL = 0x8;

	private static final long LARGE = 64L << 20;

	static TestGateway gateway;

	static Peers peers;

	@Parameter
	Mount mount;

	@BeforeParameterizedClassInvocation
	static void startGateway(Mount mount) {
		gateway = mount.start(ProxyApp.class, "server.http2.enabled=true", "proxy.server.write-timeout=300ms",
				"logging.level.dev.detour=off");
		peers = gateway.bean(Peers.class);
	}

	@AfterParameterizedClassInvocation
	static void stopGateway() {
		gateway.close();
	}

	@Test
	void downloadWhenClientReadsNothingIsBrokenOff() throws InterruptedException {
		try (ScriptedUpstream upstream = start(LARGE); RawClient client = RawClient.connect(gateway.port(), 8192)) {
			client.send(RawRequest.head("GET", "/"));
			assertStalled(peers.outcome());
			upstream.awaitConnectionClosed(0);
			assertThat(client.readResponse().ending()).isEqualTo(Ending.RESET);
		}
	}

	@Test
	void streamWhenClientGrantsItNothingIsResetAndOthersAreServed() throws InterruptedException {
		try (ScriptedUpstream upstream = start(LARGE); RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
			client.get(1, "/").grant(0, 10 * WINDOW);
			assertStalled(peers.outcome());
			assertThat(client.awaitResponse(1).reset()).isEqualTo(INTERNAL_ERROR);
			upstream.awaitConnectionClosed(0);
			upstream.always(Script.respond(200).body("other"));
			assertThat(client.get(3, "/").awaitResponse(3).text()).isEqualTo("other");
		}
	}

	@Test
	void streamWhenClientDoesNotGrantItsEndIsReset() throws InterruptedException {
		try (ScriptedUpstream upstream = start(WINDOW + 1000);
				RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
			client.get(1, "/").grant(0, 10 * WINDOW);
			client.decode(client.await(RawHttp2Client.HEADERS, 1));
			assertThat(client.await(RawHttp2Client.RST_STREAM, 1).number(0)).isEqualTo(CANCEL);
			upstream.always(Script.respond(200).body("other"));
			assertThat(client.get(3, "/").awaitResponse(3).text()).isEqualTo("other");
		}
	}

	@Test
	void connectionWhenClientGrantsItNothingIsClosed() throws InterruptedException {
		try (ScriptedUpstream upstream = start(LARGE); RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
			client.get(1, "/").get(3, "/").grant(1, 10 * WINDOW).grant(3, 10 * WINDOW);
			List.of(peers.outcome(), peers.outcome()).forEach(WriteTimeoutTests::assertStalled);
			upstream.awaitConnectionClosed(1);
			client.awaitEnd();
		}
	}

	@Test
	void connectionWhenClientReadsNothingIsClosed() throws InterruptedException {
		try (ScriptedUpstream upstream = start(LARGE); RawHttp2Client client = RawHttp2Client.connect(gateway.port())) {
			client.get(1, "/").grant(0, Integer.MAX_VALUE - WINDOW).grant(1, Integer.MAX_VALUE - WINDOW);
			assertStalled(peers.outcome());
			upstream.awaitConnectionClosed(0);
			client.awaitEnd();
		}
	}

	private static ScriptedUpstream start(long size) {
		ScriptedUpstream upstream = ScriptedUpstream.start();
		upstream.always(Script.respond(200).generatedBody(size));
		peers.use(upstream.port());
		return upstream;
	}

	private static void assertStalled(ExchangeOutcome outcome) {
		assertThat(outcome.result()).isEqualTo(Result.ABORTED);
		assertThat(outcome.error()).isNotNull().satisfies((error) -> {
			assertThat(error.type()).isEqualTo(ErrorType.CLIENT_TIMEOUT);
			assertThat(error.delivery()).isEqualTo(Delivery.COMMITTED);
		});
	}

}
