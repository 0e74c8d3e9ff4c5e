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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More exchanges than a route may have, in both mounts.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class OverloadTests extends AbstractOverloadTests {

	@Test
	void exchangeWhenLimitIsReachedWaitsUntilOneEnds() {
		Gate other = new Gate();
		this.upstream.enqueue(held(this.gate), held(other)).always(Script.respond(200).body("ok"));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=2");
				RawClient one = get(gateway, "/1");
				RawClient two = get(gateway, "/2")) {
			this.upstream.awaitRequests(2);
			try (RawClient three = get(gateway, "/3")) {
				awaitQueued(limit(gateway), 1);
				assertThat(this.upstream.requests()).hasSize(2);
				this.gate.open();
				assertThat(three.readResponse().text()).isEqualTo("ok");
				assertThat(limit(gateway).active()).isBetween(1, 2);
			}
			other.open();
			assertThat(one.readResponse().status()).isEqualTo(200);
			assertThat(two.readResponse().status()).isEqualTo(200);
			awaitActive(limit(gateway), 0);
			assertThat(limit(gateway).queued()).isZero();
		}
	}

	@Test
	void exchangeWhenQueueIsFullIsRefusedAtOnceWithoutItsContent() {
		this.upstream.always(held(this.gate));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=1",
				"proxy.routes.a.overload.queue.max-size=0", "proxy.overload.retry-after=7s");
				RawClient one = get(gateway, "/1");
				RawClient two = RawClient.connect(gateway.port())) {
			this.upstream.awaitRequests(1);
			RawResponse refused = two
				.send(RawRequest.head("POST", "/2", "Content-Length: 1000", "Expect: 100-continue"))
				.readResponse();
			assertThat(refused.status()).isEqualTo(503);
			assertThat(refused.headers("Retry-After")).containsExactly("7");
			assertThat(refused.text()).isEqualTo("503 Service Unavailable\n");
			two.awaitClosed();
			assertThat(refused(gateway, "a", "handler", "queue_full")).isOne();
			this.gate.open();
			assertThat(one.readResponse().status()).isEqualTo(200);
			assertThat(this.upstream.requests()).hasSize(1);
			awaitActive(limit(gateway), 0);
		}
	}

	@Test
	void connectionWhenItsRequestWasRefusedCarriesTheNext() {
		this.upstream.always(held(this.gate));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=1",
				"proxy.routes.a.overload.queue.max-size=0");
				RawClient one = get(gateway, "/1");
				RawClient two = RawClient.connect(gateway.port())) {
			this.upstream.awaitRequests(1);
			assertThat(two.get("/2").headers("Retry-After")).containsExactly("1");
			this.gate.open();
			assertThat(one.readResponse().status()).isEqualTo(200);
			awaitActive(limit(gateway), 0);
			assertThat(two.get("/3").status()).isEqualTo(200);
		}
	}

	@Test
	void exchangeWhenItHasWaitedTooLongIsRefused() {
		this.upstream.always(held(this.gate));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=1",
				"proxy.routes.a.overload.queue.timeout=100ms");
				RawClient one = get(gateway, "/1");
				RawClient two = RawClient.connect(gateway.port())) {
			this.upstream.awaitRequests(1);
			RawResponse refused = two.get("/2");
			assertThat(refused.status()).isEqualTo(503);
			assertThat(refused.headers("Retry-After")).containsExactly("1");
			assertThat(refused(gateway, "a", "handler", "queue_timeout")).isOne();
			assertThat(limit(gateway).queued()).isZero();
			this.gate.open();
			assertThat(one.readResponse().status()).isEqualTo(200);
			assertThat(this.upstream.requests()).hasSize(1);
			awaitActive(limit(gateway), 0);
		}
	}

	@Test
	void clientWhenItLeavesTheQueueMakesRoomForAnother() {
		this.upstream.always(held(this.gate));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=1",
				"proxy.routes.a.overload.queue.max-size=1", "proxy.routes.a.overload.queue.timeout=10s");
				RawClient one = get(gateway, "/1")) {
			this.upstream.awaitRequests(1);
			try (RawClient two = get(gateway, "/2")) {
				awaitQueued(limit(gateway), 1);
				two.reset();
			}
			awaitQueued(limit(gateway), 0);
			try (RawClient three = get(gateway, "/3")) {
				awaitQueued(limit(gateway), 1);
				this.gate.open();
				assertThat(one.readResponse().status()).isEqualTo(200);
				assertThat(three.readResponse().status()).isEqualTo(200);
			}
			assertThat(this.upstream.requests()).hasSize(2).noneMatch((request) -> request.target().equals("/2"));
			awaitActive(limit(gateway), 0);
		}
	}

	@Test
	void clientWhenItLeavesDuringItsExchangeGivesItsPlaceToWhoWaits() {
		this.upstream.enqueue(held(this.gate)).always(Script.respond(200).body("ok"));
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=1",
				"proxy.routes.a.overload.queue.timeout=10s"); RawClient one = get(gateway, "/1")) {
			this.upstream.awaitRequests(1);
			try (RawClient two = get(gateway, "/2")) {
				awaitQueued(limit(gateway), 1);
				one.reset();
				assertThat(two.readResponse().text()).isEqualTo("ok");
			}
			awaitActive(limit(gateway), 0);
		}
	}

	@Test
	void exchangesWhenManyClientsComeAreNeverMoreThanTheLimitAndAllAreServed() throws Exception {
		this.upstream.always(Script.readRequest().thenRespond(200).body("ok"));
		List<RawClient> clients = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (TestGateway gateway = gateway("proxy.routes.a.overload.max-exchanges=5",
				"proxy.routes.a.overload.queue.max-size=400", "proxy.routes.a.overload.queue.timeout=10s")) {
			List<Future<?>> sent = new ArrayList<>();
			for (int i = 0; i < 400; i++) {
				RawClient client = RawClient.connect(gateway.port());
				clients.add(client);
				String text = RawRequest.head("GET", "/" + i);
				sent.add(threads.submit(() -> client.send(text)));
			}
			for (Future<?> each : sent) {
				each.get();
			}
			assertThat(clients).extracting((client) -> client.readResponse().status()).containsOnly(200);
			assertThat(gateway.bean(Most.class).most.get()).isBetween(1, 5);
			awaitActive(limit(gateway), 0);
		}
		finally {
			threads.shutdown();
			clients.forEach(RawClient::close);
		}
	}

}
