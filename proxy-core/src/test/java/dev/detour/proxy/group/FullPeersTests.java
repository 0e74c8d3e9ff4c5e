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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.balance.LoadBalancer;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.NextPeer;
import dev.detour.proxy.policy.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for groups whose peers may only have so much to do.
 */
class FullPeersTests {

	private static final Peer A = Peer.http("a", 80);

	private static final Peer B = Peer.http("b", 80);

	private static final GroupOptions OPTIONS = GroupOptions.DEFAULT.withBalancer(LoadBalancer.roundRobin())
		.withMaxExchangesPerPeer(2);

	private final GroupEvents events = new GroupEvents();

	@Test
	void chooseWhenPeerIsFullSkipsIt() {
		PeerGroup group = group(OPTIONS, A, B);
		start(group, A);
		start(group, A);
		for (int i = 0; i < 10; i++) {
			assertThat(choose(group)).isEqualTo(B);
		}
		assertThat(group.hasFullPeers()).isTrue();
	}

	@Test
	void chooseWhenAllPeersAreFullFindsNoneUntilOneHasLessToDo() {
		PeerGroup group = group(OPTIONS, A, B);
		GroupFeedback feedback = new GroupFeedback(List.of(group));
		TestExchange first = new TestExchange(ProxyRequest.of("GET", "/"));
		Attempt attempt = Attempt.started(1, A, false, 0);
		feedback.attemptStarted(first, attempt);
		start(group, A);
		start(group, B);
		start(group, B);
		assertThat(choose(group)).isNull();
		assertThat(whyNoPeer(group)).isEqualTo(ErrorType.OVERLOADED);
		feedback.attemptEnded(first, attempt.connected(false, 1).responded(200, 2).ended(null, 3));
		assertThat(choose(group)).isEqualTo(A);
	}

	@Test
	void peersWhenFullAreNotEjected() {
		PeerGroup group = group(OPTIONS, A);
		start(group, A);
		start(group, A);
		for (int i = 0; i < 100; i++) {
			assertThat(choose(group)).isNull();
		}
		assertThat(group.members()).allSatisfy((member) -> assertThat(member.ejection()).isNull());
		assertThat(group.isPanicking()).isFalse();
	}

	@Test
	void chooseWhenOtherPriorityHasRoomGoesThere() {
		PeerGroup group = group(OPTIONS, A, B.withPriority(1));
		start(group, A);
		assertThat(choose(group)).isEqualTo(A);
		start(group, A);
		assertThat(choose(group)).isEqualTo(B.withPriority(1));
	}

	@Test
	void nextWhenOnlyUntriedPeerIsFullIsTried() {
		PeerGroup group = group(OPTIONS, A, B);
		TestExchange exchange = new TestExchange(ProxyRequest.of("GET", "/"));
		exchange.attempts().add(Attempt.started(1, A, false, 0));
		assertThat(group.next(exchange.attempts())).isEqualTo(NextPeer.UNTRIED);
		start(group, B);
		start(group, B);
		assertThat(group.next(exchange.attempts())).isEqualTo(NextPeer.TRIED);
	}

	@Test
	void probeWhenEjectedPeerIsFullWaits() {
		PeerGroup group = group(OPTIONS, A, B);
		GroupFeedback feedback = new GroupFeedback(List.of(group));
		for (int i = 0; i < 5; i++) {
			TestExchange exchange = new TestExchange(ProxyRequest.of("GET", "/"));
			Attempt attempt = Attempt.started(1, A, false, 0);
			feedback.attemptStarted(exchange, attempt);
			feedback.attemptEnded(exchange, attempt.ended(ProxyError.notSent(ErrorType.CONNECT_REFUSED, null), 1));
		}
		assertThat(group.find(A).ejection()).isNotNull();
		start(group, A);
		start(group, A);
		long later = 3_600_000_000_000L;
		for (int i = 0; i < 10; i++) {
			assertThat(group.choose(ProxyRequest.of("GET", "/"), new AttemptLog(), later).peer()).isEqualTo(B);
		}
	}

	@Test
	void hooksWhenGroupIsEmptyDoNotSpeakOfOverload() {
		assertThat(whyNoPeer(group(OPTIONS))).isEqualTo(ErrorType.NO_PEER);
	}

	@Test
	void optionsWhenThereIsRoomForNobodyAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withMaxExchangesPerPeer(0))
			.withMessage("'maxExchangesPerPeer' must be positive, but was 0");
	}

	private PeerGroup group(GroupOptions options, Peer... peers) {
		return new PeerGroup("test", List.of(peers), options, this.events, new SplittableRandom(42));
	}

	private static void start(PeerGroup group, Peer peer) {
		new GroupFeedback(List.of(group)).attemptStarted(new TestExchange(ProxyRequest.of("GET", "/")),
				Attempt.started(1, peer, false, 0));
	}

	private static @Nullable Peer choose(PeerGroup group) {
		PeerStatus member = group.choose(ProxyRequest.of("GET", "/"), new AttemptLog(), 0);
		return (member != null) ? member.peer() : null;
	}

	private static ErrorType whyNoPeer(PeerGroup group) {
		return new GroupHooks<Void>(group, RetryPolicy.DEFAULT, () -> 0, new SplittableRandom(42))
			.whyNoPeer(new TestExchange(ProxyRequest.of("GET", "/")));
	}

}
