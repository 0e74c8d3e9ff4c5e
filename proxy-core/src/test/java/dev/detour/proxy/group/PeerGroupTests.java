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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.balance.LoadBalancer;
import dev.detour.proxy.balance.SlowStart;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.health.CheckResult;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.NextPeer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PeerGroup}.
 */
class PeerGroupTests {

	private static final long SECOND = 1_000_000_000;

	private static final Peer A = Peer.http("a", 80);

	private static final Peer B = Peer.http("b", 80);

	private static final Peer C = Peer.http("c", 80);

	private static final Peer D = Peer.http("d", 80);

	private static final ProxyRequest GET = ProxyRequest.of("GET", "/");

	private static final ProxyRequest POST = ProxyRequest.of("POST", "/");

	private static final GroupOptions OPTIONS = GroupOptions.DEFAULT.withBalancer(LoadBalancer.roundRobin());

	private final GroupEvents events = new GroupEvents();

	@Test
	void chooseWhenPeersWereTriedExcludesThemWhileAnotherExists() {
		PeerGroup group = group(OPTIONS, A, B, C);
		for (int i = 0; i < 30; i++) {
			TestExchange exchange = new TestExchange(GET);
			List<Peer> tried = new ArrayList<>();
			for (int attempt = 1; attempt <= 3; attempt++) {
				assertThat(group.next(exchange.attempts())).isEqualTo(NextPeer.UNTRIED);
				Peer peer = choose(group, exchange, 0);
				tried.add(peer);
				exchange.attempts().add(Attempt.started(attempt, peer, false, 0));
			}
			assertThat(tried).containsExactlyInAnyOrder(A, B, C);
			assertThat(group.next(exchange.attempts())).isEqualTo(NextPeer.TRIED);
			assertThat(choose(group, exchange, 0)).isNotNull();
		}
	}

	@Test
	void chooseWhenThereIsNoPeerReturnsNone() {
		assertThat(choose(group(OPTIONS), new TestExchange(GET), 0)).isNull();
		assertThat(choose(group(OPTIONS, A.withWeight(0)), new TestExchange(GET), 0)).isNull();
	}

	@Test
	void chooseWhenHigherTierIsFitDoesNotUseTheLowerOne() {
		PeerGroup group = group(OPTIONS, A, B, C.withPriority(1));
		for (int i = 0; i < 20; i++) {
			assertThat(choose(group, new TestExchange(GET), 0)).isIn(A, B);
		}
		down(group, A);
		assertThat(choose(group, new TestExchange(GET), 0)).isEqualTo(B);
		down(group, B);
		assertThat(choose(group, new TestExchange(GET), 0)).isEqualTo(C.withPriority(1));
		up(group, A);
		assertThat(choose(group, new TestExchange(GET), 0)).isEqualTo(A);
		assertThat(this.events.all).doesNotContain("panic entered");
	}

	@Test
	void chooseWhenPeersOfTierWereTriedUsesTheLowerOne() {
		PeerGroup group = group(OPTIONS, A, C.withPriority(1));
		TestExchange exchange = new TestExchange(GET);
		exchange.attempts().add(Attempt.started(1, A, false, 0));
		assertThat(choose(group, exchange, 0)).isEqualTo(C.withPriority(1));
	}

	@Test
	void chooseWhenTooFewAreHealthyUsesAllAndSaysSo() {
		PeerGroup group = group(OPTIONS, A, B, C);
		down(group, A);
		assertThat(group.isPanicking()).isFalse();
		down(group, B);
		assertThat(group.isPanicking()).isTrue();
		assertThat(chosen(group, 30)).contains(A, B, C);
		up(group, A);
		assertThat(chosen(group, 30)).containsOnly(A, C);
		assertThat(this.events.all).containsExactly("checked http://a:80 DOWN", "checked http://b:80 DOWN",
				"panic entered", "checked http://a:80 UP", "panic left");
	}

	@Test
	void chooseWhenTooFewAreHealthyAndPanicFailsFastUsesNone() {
		PeerGroup group = group(OPTIONS.withPanic(0.5, PanicMode.FAIL_FAST), A, B);
		down(group, A);
		assertThat(choose(group, new TestExchange(GET), 0)).isEqualTo(B);
		down(group, B);
		assertThat(choose(group, new TestExchange(GET), 0)).isNull();
	}

	@Test
	void suspendWhenPeerIsMemberGivesItNothingUntilItIsRestored() {
		PeerGroup group = group(OPTIONS, A, B, C);
		assertThat(group.suspend(A, 0)).isTrue();
		assertThat(group.suspend(A, 0)).isFalse();
		assertThat(group.find(A).isSuspended()).isTrue();
		group.add(A.withWeight(2), 0);
		down(group, B);
		down(group, C);
		assertThat(group.isPanicking()).isTrue();
		assertThat(chosen(group, 30)).containsOnly(B, C);
		assertThat(group.restore(A, 0)).isTrue();
		assertThat(group.restore(A, 0)).isFalse();
		assertThat(group.find(A).isSuspended()).isFalse();
		assertThat(chosen(group, 30)).contains(A.withWeight(2));
		assertThat(this.events.all).contains("suspended http://a:80", "restored http://a:80");
	}

	@Test
	void suspendWhenPeerIsTheLastLeavesNone() {
		PeerGroup group = group(OPTIONS, A);
		assertThat(group.suspend(B, 0)).isFalse();
		assertThat(group.suspend(A, 0)).isTrue();
		assertThat(choose(group, new TestExchange(GET), 0)).isNull();
	}

	@Test
	void restoreWhenPeerIsEjectedUsesItAgain() {
		PeerGroup group = group(OPTIONS, A, B);
		fail(group, A, 9, SECOND);
		assertThat(group.find(A).ejection()).isNotNull();
		assertThat(group.restore(A, 0)).isTrue();
		assertThat(group.find(A).ejection()).isNull();
		assertThat(chosen(group, 10)).contains(A, B);
	}

	@Test
	void attemptsWhenTheyFailEjectAtMostHalf() {
		PeerGroup group = group(OPTIONS, A, B, C, D);
		for (Peer peer : List.of(A, B, C, D)) {
			fail(group, peer, 9, SECOND);
		}
		assertThat(this.events.all).containsExactly("ejected http://a:80 consecutive_connect_failures 1",
				"ejected http://b:80 consecutive_connect_failures 1");
		assertThat(chosen(group, 30)).containsOnly(C, D);
	}

	@Test
	void attemptsWhenTheLastPeerFailsDoNotEjectIt() {
		PeerGroup group = group(OPTIONS, A);
		fail(group, A, 99, SECOND);
		assertThat(this.events.all).isEmpty();
		assertThat(choose(group, new TestExchange(GET), SECOND)).isEqualTo(A);
	}

	@Test
	void probeWhenTimeIsUpIsOneIdempotentExchangeAndRestores() {
		PeerGroup group = group(OPTIONS, A, B);
		fail(group, A, 5, SECOND);
		long until = group.find(A).ejection().until();
		assertThat(choose(group, new TestExchange(GET), until - 1)).isEqualTo(B);
		assertThat(choose(group, new TestExchange(POST), until)).isEqualTo(B);
		assertThat(choose(group, new TestExchange(GET), until)).isEqualTo(A);
		assertThat(choose(group, new TestExchange(GET), until)).isEqualTo(B);
		fail(group, A, 1, until + 1);
		long again = group.find(A).ejection().until();
		assertThat(choose(group, new TestExchange(GET), again)).isEqualTo(A);
		succeed(group, A, again + 1);
		assertThat(group.find(A).ejection()).isNull();
		assertThat(this.events.all).containsExactly("ejected http://a:80 consecutive_connect_failures 1",
				"ejected http://a:80 probe_failed 2", "restored http://a:80");
	}

	@Test
	void probeWhenNoExchangeIsIdempotentIsOneOfThoseLater() {
		PeerGroup group = group(OPTIONS, A, B);
		fail(group, A, 5, SECOND);
		long until = group.find(A).ejection().until();
		assertThat(choose(group, new TestExchange(POST), until + 5 * SECOND - 1)).isEqualTo(B);
		assertThat(choose(group, new TestExchange(POST), until + 5 * SECOND)).isEqualTo(A);
		assertThat(choose(group, new TestExchange(POST), until + 5 * SECOND)).isEqualTo(B);
	}

	@Test
	void checkedWhenPeerComesUpEndsItsEjection() {
		PeerGroup group = group(OPTIONS, A, B);
		fail(group, A, 5, SECOND);
		down(group, A);
		up(group, A);
		assertThat(group.find(A).ejection()).isNull();
		assertThat(chosen(group, 10)).contains(A);
	}

	@Test
	void drainWhenExchangesAreInFlightWaitsForThem() {
		PeerGroup group = group(OPTIONS, A, B);
		GroupFeedback feedback = new GroupFeedback(List.of(group));
		TestExchange exchange = new TestExchange(GET);
		Attempt attempt = Attempt.started(1, A, false, 1);
		feedback.attemptStarted(exchange, attempt);
		assertThat(group.find(A).inFlight()).isEqualTo(1);
		assertThat(group.drain(A, 2)).isTrue();
		assertThat(group.drain(A, 2)).isFalse();
		assertThat(chosen(group, 10)).containsOnly(B);
		assertThat(group.draining()).extracting(PeerStatus::peer).containsExactly(A);
		feedback.attemptEnded(exchange, attempt.connected(false, 2).responded(200, 3).ended(null, 4));
		assertThat(group.draining()).isEmpty();
		assertThat(group.find(A)).isNull();
		assertThat(this.events.all).containsExactly("draining http://a:80", "removed http://a:80");
	}

	@Test
	void replaceWhenMembersChangeKeepsWhatIsKnownAboutThoseThatStay() {
		PeerGroup group = group(OPTIONS, A, B, C);
		fail(group, A, 5, SECOND);
		group.replace(List.of(A.withWeight(2), B, D), SECOND);
		assertThat(group.members()).extracting(PeerStatus::peer).containsExactly(A.withWeight(2), B, D);
		assertThat(group.find(A).ejection()).isNotNull();
		assertThat(chosen(group, 10)).containsOnly(B, D);
		group.replace(List.of(A.withWeight(2)), SECOND);
		assertThat(group.find(A).ejection()).as("never the last").isNull();
		assertThat(this.events.all).containsExactly("ejected http://a:80 consecutive_connect_failures 1",
				"added http://d:80", "removed http://c:80", "removed http://b:80", "removed http://d:80",
				"restored http://a:80");
	}

	@Test
	void groupWhenPeerIsThereTwiceIsRefusedAndStaysAsItIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> group(OPTIONS, A, A.withWeight(2)))
			.withMessage("Peer 'http://a:80' must not be in a group twice");
		PeerGroup group = group(OPTIONS, A);
		assertThatIllegalArgumentException().isThrownBy(() -> group.replace(List.of(B, B), 0));
		assertThat(chosen(group, 5)).containsOnly(A);
	}

	@Test
	void chooseWhenPeerIsNewAndStartIsSlowGivesItMoreAndMore() {
		PeerGroup group = group(OPTIONS.withSlowStart(new SlowStart(Duration.ofSeconds(10))), A);
		group.add(B, 0);
		assertThat(group.find(B).weight(SECOND)).isEqualTo(0.1);
		assertThat(group.find(B).weight(5 * SECOND)).isEqualTo(0.5);
		assertThat(group.find(B).weight(10 * SECOND)).isEqualTo(1);
		assertThat(group.find(A).weight(0)).isEqualTo(1);
	}

	@Test
	void groupWhenChangedUnderLoadNeverLosesItsStablePeerOrCount() throws Exception {
		PeerGroup group = new PeerGroup("g", List.of(A, B), OPTIONS, GroupListener.NONE,
				() -> ThreadLocalRandom.current().nextLong());
		GroupFeedback feedback = new GroupFeedback(List.of(group));
		ExecutorService threads = Executors.newFixedThreadPool(5);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int thread = 0; thread < 4; thread++) {
				futures.add(threads.submit(() -> {
					for (int i = 1; i <= 20_000; i++) {
						TestExchange exchange = new TestExchange(GET);
						Peer peer = choose(group, exchange, i);
						assertThat(peer).isNotNull();
						Attempt attempt = Attempt.started(1, peer, false, i);
						feedback.attemptStarted(exchange, attempt);
						feedback.attemptEnded(exchange, (i % 2 == 0) ? attempt.ended(refused(), i + 1)
								: attempt.connected(false, i).responded(200, i).ended(null, i + 1));
					}
				}));
			}
			futures.add(threads.submit(() -> {
				for (int i = 0; i < 2_000; i++) {
					group.replace((i % 2 == 0) ? List.of(A, C) : List.of(A, B, D), i);
				}
			}));
			for (Future<?> future : futures) {
				future.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(group.members()).extracting(PeerStatus::peer).containsExactly(A, B, D);
		assertThat(group.members()).allSatisfy((member) -> assertThat(member.inFlight()).isZero());
		assertThat(group.draining()).isEmpty();
		assertThat(group.members().stream().filter((member) -> member.ejection() != null).count())
			.isLessThanOrEqualTo(1);
	}

	private PeerGroup group(GroupOptions options, Peer... peers) {
		return new PeerGroup("group", List.of(peers), options, this.events, new SplittableRandom(42));
	}

	private static @Nullable Peer choose(PeerGroup group, TestExchange exchange, long now) {
		PeerStatus member = group.choose(exchange.request(), exchange.attempts(), now);
		return (member != null) ? member.peer() : null;
	}

	private static List<Peer> chosen(PeerGroup group, int times) {
		List<Peer> chosen = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			chosen.add(choose(group, new TestExchange(GET), SECOND));
		}
		return chosen;
	}

	private static void down(PeerGroup group, Peer peer) {
		for (int i = 0; i < 3; i++) {
			group.checked(peer, CheckResult.FAILED, SECOND);
		}
	}

	private static void up(PeerGroup group, Peer peer) {
		for (int i = 0; i < 2; i++) {
			group.checked(peer, CheckResult.PASSED, SECOND);
		}
	}

	private static void fail(PeerGroup group, Peer peer, int times, long now) {
		for (int i = 0; i < times; i++) {
			attempt(group, Attempt.started(1, peer, false, now), refused(), now);
		}
	}

	private static void succeed(PeerGroup group, Peer peer, long now) {
		attempt(group, Attempt.started(1, peer, false, now).connected(false, now).responded(200, now), null, now);
	}

	private static void attempt(PeerGroup group, Attempt attempt, @Nullable ProxyError error, long now) {
		GroupFeedback feedback = new GroupFeedback(List.of(group));
		TestExchange exchange = new TestExchange(GET);
		feedback.attemptStarted(exchange, attempt);
		feedback.attemptEnded(exchange, attempt.ended(error, now));
	}

	private static ProxyError refused() {
		return ProxyError.notSent(ErrorType.CONNECT_REFUSED, null);
	}

}
