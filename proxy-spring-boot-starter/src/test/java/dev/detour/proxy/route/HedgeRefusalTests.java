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

import org.junit.jupiter.api.Test;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Slow attempts beside which no other is started, and why not.
 */
class HedgeRefusalTests extends AbstractHedgeTests {

	@Test
	void exchangeWhenNotIdempotentIsNeverHedged() {
		try (TestGateway gateway = gateway(DELAY); RawClient client = connect(gateway)) {
			client.send(RawRequest.withBody("POST", "/", "content"));
			assertThat(record(gateway).next()).isEqualTo("refused not_idempotent");
			this.gate.open();
			assertThat(client.readResponse().text()).isEqualTo("first");
			assertThat(this.second.connectionCount()).isZero();
		}
	}

	@Test
	void exchangeWhenContentIsTooLargeToKeepIsNeverHedged() {
		try (TestGateway gateway = gateway(DELAY); RawClient client = connect(gateway)) {
			client.send(RawRequest.withBody("PUT", "/", "x".repeat(100_000)));
			assertThat(record(gateway).next()).isEqualTo("refused body_not_replayable");
			this.gate.open();
			assertThat(client.readResponse().text()).isEqualTo("first");
			assertThat(this.second.connectionCount()).isZero();
		}
	}

	@Test
	void exchangeWhenBudgetIsSpentIsNotHedged() {
		try (TestGateway gateway = gateway(DELAY, "proxy.routes.a.failover.budget.ratio=0",
				"proxy.routes.a.failover.budget.min-per-second=0"); RawClient client = connect(gateway)) {
			client.send(RawRequest.head("GET", "/"));
			assertThat(record(gateway).next()).isEqualTo("refused budget_exhausted");
			this.gate.open();
			assertThat(client.readResponse().text()).isEqualTo("first");
			assertThat(this.second.connectionCount()).isZero();
		}
	}

	@Test
	void exchangeWhenThereIsNoOtherPeerIsNotHedged() {
		try (TestGateway gateway = gateway(List.of(this.first), DELAY); RawClient client = connect(gateway)) {
			client.send(RawRequest.head("GET", "/"));
			assertThat(record(gateway).next()).isEqualTo("refused no_peer");
			this.gate.open();
			assertThat(client.readResponse().text()).isEqualTo("first");
		}
	}

}
