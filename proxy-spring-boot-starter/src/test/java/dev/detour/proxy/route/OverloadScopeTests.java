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

package dev.detour.proxy.route;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is limited, what counts, and who is told, in both mounts.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
@ExtendWith(OutputCaptureExtension.class)
class OverloadScopeTests extends AbstractOverloadTests {

	@Test
	void handlerAndRouteWhenGatewayIsFullAreRefused() {
		this.upstream.always(held(this.gate));
		try (TestGateway gateway = gateway("proxy.overload.max-exchanges=1", "proxy.overload.queue.max-size=0");
				RawClient one = get(gateway, "/handler/1");
				RawClient two = RawClient.connect(gateway.port())) {
			this.upstream.awaitRequests(1);
			assertThat(two.get("/2").status()).isEqualTo(503);
			assertThat(two.get("/handler/3").status()).isEqualTo(503);
			assertThat(refused(gateway, "a", "gateway", "queue_full")).isOne();
			MeterRegistry registry = gateway.bean(MeterRegistry.class);
			assertThat(registry.get("proxy.overload.limit").tags("handler", "none", "limit", "gateway").gauge().value())
				.isEqualTo(1);
			assertThat(
					registry.get("proxy.overload.active").tags("handler", "none", "limit", "gateway").gauge().value())
				.isEqualTo(1);
			this.gate.open();
			assertThat(one.readResponse().status()).isEqualTo(200);
			awaitActive(gateway.bean(Gateway.class).overload().limit(), 0);
			assertThat(two.get("/handler/4").status()).isEqualTo(200);
		}
	}

	@Test
	void exchangesWhenTheyWaitForTheirRouteTakeNoPlaceOfTheGateway() {
		this.upstream.enqueue(held(this.gate)).always(Script.respond(200).body("ok"));
		try (TestGateway gateway = gateway("proxy.overload.max-exchanges=2", "proxy.overload.queue.max-size=0",
				"proxy.routes.a.overload.max-exchanges=1", "proxy.routes.a.overload.queue.timeout=10s");
				RawClient one = get(gateway, "/1")) {
			this.upstream.awaitRequests(1);
			try (RawClient two = get(gateway, "/2");
					RawClient three = get(gateway, "/3");
					RawClient handler = RawClient.connect(gateway.port())) {
				awaitQueued(limit(gateway), 2);
				assertThat(handler.get("/handler/x").text()).isEqualTo("ok");
				this.gate.open();
				assertThat(List.of(one, two, three)).extracting((client) -> client.readResponse().status())
					.containsOnly(200);
			}
		}
	}

	@Test
	void tunnelCountsAsLongAsItIsOpen() {
		this.upstream.enqueue(Script.upgradeToEcho("custom/1")).always(Script.respond(200).body("ok"));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=1",
				"proxy.routes.a.overload.queue.max-size=0");
				RawClient tunnel = RawClient.connect(gateway.port());
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(tunnel.send(RawRequest.head("GET", "/", "Connection: Upgrade", "Upgrade: custom/1"))
				.readResponseHead()
				.status()).isEqualTo(101);
			assertThat(new String(tunnel.send("hello").readBytes(5))).isEqualTo("hello");
			assertThat(client.get("/").status()).isEqualTo(503);
			tunnel.reset();
			awaitActive(limit(gateway), 0);
			assertThat(client.get("/").text()).isEqualTo("ok");
		}
	}

	@Test
	void exchangeWhenAllPeersAreFullIsRefusedAndNobodyEjected() {
		try (ScriptedUpstream other = ScriptedUpstream.start().always(held(this.gate))) {
			this.upstream.always(held(this.gate));
			try (TestGateway gateway = TestGateway.start(configuration(), "proxy.routes.a.path=/**",
					"proxy.routes.a.peers=" + this.upstream.uri() + "," + other.uri(),
					"proxy.routes.a.peer.max-exchanges=1", "proxy.overload.retry-after=3s");
					RawClient one = get(gateway, "/1")) {
				Awaitility.await().until(() -> this.upstream.requests().size() + other.requests().size() == 1);
				try (RawClient two = get(gateway, "/2"); RawClient client = RawClient.connect(gateway.port())) {
					this.upstream.awaitRequests(1);
					other.awaitRequests(1);
					for (int i = 0; i < 10; i++) {
						RawResponse refused = client.get("/3");
						assertThat(refused.status()).isEqualTo(503);
						assertThat(refused.headers("Retry-After")).containsExactly("3");
					}
					assertThat(refused(gateway, "a", "peer", "peers_full")).isEqualTo(10);
					this.gate.open();
					assertThat(one.readResponse().status()).isEqualTo(200);
					assertThat(two.readResponse().status()).isEqualTo(200);
					NamedGroup group = gateway.bean(PeerGroups.class).group("a");
					assertThat(group.members()).allSatisfy((member) -> assertThat(member.ejection()).isNull());
					Awaitility.await()
						.until(() -> group.members().stream().allMatch((member) -> member.inFlight() == 0));
					assertThat(client.get("/4").status()).isEqualTo(200);
				}
			}
		}
	}

	@Test
	void accessLogWhenExchangeIsRefusedSaysSo(CapturedOutput output) {
		this.upstream.always(held(this.gate));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=1",
				"proxy.routes.a.overload.queue.max-size=0", "proxy.access-log.enabled=true",
				"logging.level.detour.access=info");
				RawClient one = get(gateway, "/1");
				RawClient two = RawClient.connect(gateway.port())) {
			this.upstream.awaitRequests(1);
			assertThat(two.get("/refused").status()).isEqualTo(503);
			Awaitility.await()
				.untilAsserted(() -> assertThat(output.getOut().lines())
					.anySatisfy((line) -> assertThat(line).contains("\"GET /refused HTTP/1.1\" 503 ")
						.contains(" ended_by=gateway ")
						.contains(" error=overloaded")));
			this.gate.open();
			assertThat(one.readResponse().status()).isEqualTo(200);
		}
	}

	@Test
	void limitWhenItIsAdaptiveFallsSincePeerIsOverloaded() {
		this.upstream.always(Script.respond(503).body("busy"));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=50",
				"proxy.routes.a.overload.adaptive.enabled=true", "proxy.routes.a.overload.adaptive.algorithm=aimd",
				"proxy.routes.a.overload.adaptive.min-exchanges=2",
				"proxy.routes.a.overload.adaptive.initial-exchanges=40", "proxy.routes.a.failover.max-attempts=1");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(limit(gateway).max()).isEqualTo(40);
			assertThat(client.get("/").text()).isEqualTo("busy");
			assertThat(limit(gateway).max()).isEqualTo(36);
			for (int i = 0; i < 100; i++) {
				client.get("/");
			}
			assertThat(limit(gateway).max()).isEqualTo(2);
		}
	}

}
