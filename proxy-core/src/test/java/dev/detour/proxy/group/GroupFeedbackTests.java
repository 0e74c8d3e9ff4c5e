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

package dev.detour.proxy.group;

import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GroupFeedback} with two attempts at the same time.
 */
class GroupFeedbackTests {

	private static final Peer A = Peer.http("a", 80);

	private static final Peer B = Peer.http("b", 80);

	private static final ProxyError LOST = new ProxyError(ErrorType.HEDGE_LOST, Delivery.SENT, false, 0, 0, null);

	private final PeerGroup group = new PeerGroup("group", List.of(A, B), GroupOptions.DEFAULT, GroupListener.NONE,
			new SplittableRandom(42));

	private final GroupFeedback feedback = new GroupFeedback(List.of(this.group));

	private final TestExchange exchange = new TestExchange(ProxyRequest.of("GET", "/"));

	private final Attempt first = Attempt.started(1, A, false, 1);

	private final Attempt hedge = Attempt.hedge(2, B, 2);

	@BeforeEach
	void start() {
		this.feedback.attemptStarted(this.exchange, this.first);
		this.feedback.attemptStarted(this.exchange, this.hedge);
		assertInFlight(1, 1);
	}

	@Test
	void attemptsWhenHedgeEndsFirstAreCountedForTheirOwnPeer() {
		this.feedback.attemptEnded(this.exchange, this.hedge.ended(LOST, 3));
		assertInFlight(1, 0);
		this.feedback.attemptEnded(this.exchange, success(this.first));
		assertInFlight(0, 0);
		assertThat(this.exchange.attributes()).isEmpty();
	}

	@Test
	void attemptsWhenFirstEndsFirstAreCountedForTheirOwnPeer() {
		this.feedback.attemptEnded(this.exchange, this.first.ended(LOST, 3));
		assertInFlight(0, 1);
		this.feedback.attemptEnded(this.exchange, success(this.hedge));
		assertInFlight(0, 0);
		assertThat(this.exchange.attributes()).isEmpty();
	}

	@Test
	void hedgeWhenItsPeerIsInNoGroupChangesNothing() {
		this.feedback.attemptEnded(this.exchange, this.hedge.ended(LOST, 3));
		Attempt elsewhere = Attempt.hedge(3, Peer.http("c", 80), 4);
		this.feedback.attemptStarted(this.exchange, elsewhere);
		this.feedback.attemptEnded(this.exchange, elsewhere.ended(LOST, 5));
		assertInFlight(1, 0);
		this.feedback.attemptEnded(this.exchange, success(this.first));
		assertInFlight(0, 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 50 })
	void peerWhenItLosesIsNeitherEjectedNorFast(int times) {
		for (int i = 0; i < times; i++) {
			this.feedback.attemptStarted(this.exchange, Attempt.started(1, A, false, 1));
			this.feedback.attemptEnded(this.exchange, Attempt.started(1, A, false, 1).ended(LOST, 80_000_001));
		}
		assertThat(this.group.find(A).ejection()).isNull();
		assertThat(this.group.find(A).latency(80_000_001)).as("at least what it took").isEqualTo(80_000_000);
	}

	@Test
	void peerWhenItLosesSoonKeepsTheLatencyThatIsKnown() {
		this.feedback.attemptEnded(this.exchange,
				this.first.connected(false, 2).responded(200, 50_000_001).ended(null, 50_000_001));
		this.feedback.attemptStarted(this.exchange, Attempt.started(3, A, false, 50_000_001));
		this.feedback.attemptEnded(this.exchange, Attempt.started(3, A, false, 50_000_001).ended(LOST, 50_000_002));
		this.feedback.attemptStarted(this.exchange, Attempt.started(4, A, false, 50_000_002));
		assertThat(this.group.find(A).latency(50_000_002)).isGreaterThan(49_000_000);
	}

	private static Attempt success(Attempt attempt) {
		return attempt.connected(false, 4).responded(200, 5).ended(null, 6);
	}

	private void assertInFlight(int a, int b) {
		assertThat(this.group.find(A).inFlight()).isEqualTo(a);
		assertThat(this.group.find(B).inFlight()).isEqualTo(b);
	}

}
