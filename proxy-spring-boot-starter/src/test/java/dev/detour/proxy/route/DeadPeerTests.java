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

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a dead peer costs a group of three.
 */
class DeadPeerTests {

	private static final int EXCHANGES = 500;

	@Test
	void groupWhenOnePeerIsDeadLosesNothingAndEjectsIt() {
		try (ClosedPort dead = ClosedPort.take();
				ScriptedUpstream one = ScriptedUpstream.start().always(Script.respond(200).body("one"));
				ScriptedUpstream two = ScriptedUpstream.start().always(Script.respond(200).body("two"));
				TestGateway gateway = TestGateway.start(Counting.class, "proxy.routes.a.path=/**",
						"proxy.routes.a.peers=http://127.0.0.1:" + dead.port() + "," + one.uri() + "," + two.uri(),
						"proxy.routes.a.load-balancing=round-robin", "proxy.routes.a.outlier.ejection.base=60s");
				RawClient client = RawClient.connect(gateway.port())) {
			Counts counts = gateway.bean(Counts.class);
			counts.deadPort = dead.port();
			for (int i = 0; i < EXCHANGES && counts.ejections.get() == 0; i++) {
				assertThat(client.get("/" + i).status()).isEqualTo(200);
			}
			assertThat(counts.ejections).hasValue(1);
			int before = counts.attempts.get();
			for (int i = 0; i < EXCHANGES; i++) {
				assertThat(client.get("/" + i).status()).isEqualTo(200);
				assertThat(client.post("/" + i, "content").status()).isEqualTo(200);
			}
			assertThat(counts.attempts.get() - before).isLessThan(2 * EXCHANGES / 100);
			assertThat(one.requests()).hasSizeGreaterThan(EXCHANGES / 2);
			assertThat(two.requests()).hasSizeGreaterThan(EXCHANGES / 2);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Counting {

		@Bean
		Counts counts() {
			return new Counts();
		}

	}

	static final class Counts implements ExchangeListener, GroupListener {

		private final AtomicInteger attempts = new AtomicInteger();

		private final AtomicInteger ejections = new AtomicInteger();

		private volatile int deadPort;

		@Override
		public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
			if (attempt.peer().toString().endsWith(":" + this.deadPort)) {
				this.attempts.incrementAndGet();
			}
		}

		@Override
		public void peerEjected(PeerGroup group, PeerStatus peer, Ejection ejection) {
			this.ejections.incrementAndGet();
		}

	}

}
