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

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.health.CheckResult;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackGroup}.
 */
class FallbackGroupTests {

	private static final Peer A = Peer.http("a", 80);

	private static final Peer B = Peer.http("b", 80);

	private static final Peer C = Peer.http("c", 80);

	private static final Peer X = Peer.http("x", 80);

	private static final Peer Y = Peer.http("y", 80);

	private static final ProxyError REFUSED = ProxyError.notSent(ErrorType.CONNECT_REFUSED, null);

	private final RandomGenerator random = new SplittableRandom(42);

	private final TestExchange exchange = new TestExchange(ProxyRequest.of("GET", "/"));

	private final List<Fallback> told = new ArrayList<>();

	@Test
	void peersWhenGroupIsExhaustedAreThoseOfFallback() {
		GroupHooks<Void> hooks = hooks(9, group(A, B), group(X, Y));
		assertThat(List.of(next(hooks), next(hooks))).containsExactlyInAnyOrder(A, B);
		assertThat(this.told).isEmpty();
		assertThat(List.of(next(hooks), next(hooks))).containsExactlyInAnyOrder(X, Y);
		assertThat(this.told).containsExactly(Fallback.GROUP);
	}

	@Test
	void peersWhenBothAreExhaustedAreThoseOfGroupAgain() {
		GroupHooks<Void> hooks = hooks(9, group(A), group(X));
		assertThat(List.of(next(hooks), next(hooks), next(hooks))).containsExactly(A, X, A);
	}

	@Test
	void peersWhenGroupHasHadItsAttemptsAreThoseOfFallback() {
		GroupHooks<Void> hooks = hooks(2, group(A, B, C), group(X));
		List<Peer> peers = List.of(next(hooks), next(hooks), next(hooks), next(hooks));
		assertThat(peers.subList(0, 2)).isSubsetOf(A, B, C);
		assertThat(peers.get(2)).isEqualTo(X);
		assertThat(peers.get(3)).isIn(A, B, C).isNotIn(peers.subList(0, 2));
	}

	@Test
	void staleTryWhenItIsAtGroupIsNoAttemptOfIts() {
		GroupHooks<Void> hooks = hooks(2, group(A, B, C), group(X));
		Peer first = next(hooks);
		this.exchange.attempts().add(Attempt.started(1, first, true, 0));
		assertThat(next(hooks)).isIn(A, B, C);
		assertThat(next(hooks)).isEqualTo(X);
	}

	@Test
	void firstPeerWhenGroupIsDownIsThatOfFallback() {
		PeerGroup group = group(A, B);
		PeerGroup fallback = group(X);
		GroupHooks<Void> hooks = hooks(9, group, fallback);
		down(group, A);
		assertThat(next(hooks)).isEqualTo(B);
		down(group, B);
		assertThat(hooks.upstreamPeer(new TestExchange(ProxyRequest.of("GET", "/"))).value()).isEqualTo(X);
	}

	@Test
	void firstPeerWhenBothAreDownIsThatOfGroup() {
		PeerGroup group = group(A);
		PeerGroup fallback = group(X);
		down(group, A);
		down(fallback, X);
		assertThat(next(hooks(9, group, fallback))).isEqualTo(A);
	}

	@Test
	void firstPeerWhenGroupIsEmptyIsThatOfFallback() {
		assertThat(next(hooks(9, group(), group(X)))).isEqualTo(X);
		assertThat(this.told).containsExactly(Fallback.GROUP);
	}

	@Test
	void decisionWhenFallbackIsNextIsToGoThereAtOnce() {
		GroupHooks<Void> hooks = hooks(9, group(A), group(X));
		next(hooks);
		assertThat(hooks.onConnectFailure(this.exchange, A, REFUSED).value()).isEqualTo(FailureDecision.retry());
		next(hooks);
		Retry again = (Retry) hooks.onConnectFailure(this.exchange, X, REFUSED).value();
		assertThat(again.delay()).isPositive();
	}

	private void down(PeerGroup group, Peer peer) {
		for (int i = 0; i < group.options().thresholds().fall(); i++) {
			group.checked(peer, CheckResult.FAILED, i);
		}
	}

	private Peer next(GroupHooks<Void> hooks) {
		@Nullable Peer peer = hooks.upstreamPeer(this.exchange).value();
		assertThat(peer).isNotNull();
		this.exchange.attempts().add(Attempt.started(this.exchange.attempts().count() + 1, peer, false, 0));
		return peer;
	}

	private PeerGroup group(Peer... peers) {
		return new PeerGroup("group", List.of(peers), GroupOptions.DEFAULT, GroupListener.NONE, this.random);
	}

	private GroupHooks<Void> hooks(int afterAttempts, PeerGroup group, PeerGroup fallback) {
		ExchangeListener listener = new ExchangeListener() {

			@Override
			public void fellBack(ExchangeView<?> exchange, Fallback fallback) {
				FallbackGroupTests.this.told.add(fallback);
			}

		};
		return new GroupHooks<>(group, new FallbackGroup(fallback, afterAttempts, listener), RetryPolicy.DEFAULT,
				() -> 0, this.random);
	}

}
