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

package dev.detour.proxy.balance;

import java.util.List;
import java.util.stream.Stream;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what every {@link LoadBalancer} must do.
 */
class LoadBalancerTests {

	private static final StickyCookie COOKIE = new StickyCookie("peer", new byte[16]);

	static Stream<Arguments> balancers() {
		return Stream.of(Arguments.of("round robin", LoadBalancer.roundRobin()),
				Arguments.of("random", LoadBalancer.random()),
				Arguments.of("least requests", LoadBalancer.leastRequests()),
				Arguments.of("peak EWMA", LoadBalancer.peakEwma()),
				Arguments.of("consistent hash without a key",
						LoadBalancer.consistentHash(HashKey.cookie("none"), Double.POSITIVE_INFINITY)),
				Arguments.of("sticky without a cookie", LoadBalancer.sticky(COOKIE, LoadBalancer.random())));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("balancers")
	void chooseWhenPeersAreIdleFollowsWeights(String name, LoadBalancer balancer) {
		Peers peers = new Peers(1, 2, 3, 4);
		int[] counts = peers.count(balancer.over(peers.candidates), 100_000);
		for (int i = 0; i < counts.length; i++) {
			assertThat(counts[i]).as("%s, peer %s", name, i).isCloseTo((i + 1) * 10_000, Percentage.withPercentage(5));
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("balancers")
	void chooseWhenPeerMayNotBeChosenTakesOthers(String name, LoadBalancer balancer) {
		Peers peers = new Peers(1, 1, 1);
		LoadBalancer.Chooser chooser = balancer.over(peers.candidates);
		peers.weights[1] = 0;
		int[] counts = peers.count(chooser, 10_000);
		assertThat(counts[1]).isZero();
		assertThat(counts[0]).isCloseTo(counts[2], Percentage.withPercentage(10));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("balancers")
	void chooseWhenOneIsLeftTakesIt(String name, LoadBalancer balancer) {
		Peers peers = new Peers(1, 1, 1);
		LoadBalancer.Chooser chooser = balancer.over(peers.candidates);
		peers.weights[0] = 0;
		peers.weights[1] = 0;
		assertThat(peers.count(chooser, 100)).containsExactly(0, 0, 100);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("balancers")
	void chooseWhenNoneMayBeChosenSaysSo(String name, LoadBalancer balancer) {
		Peers peers = new Peers(1, 1);
		LoadBalancer.Chooser chooser = balancer.over(peers.candidates);
		peers.weights[0] = 0;
		peers.weights[1] = 0;
		assertThat(chooser.choose(peers.choice())).isEqualTo(-1);
	}

	@Test
	void roundRobinWhenPeersAreEqualAlternates() {
		Peers peers = new Peers(1, 1, 1);
		LoadBalancer.Chooser chooser = LoadBalancer.roundRobin().over(peers.candidates);
		assertThat(Stream.generate(() -> chooser.choose(peers.choice())).limit(9)).containsExactly(0, 1, 2, 0, 1, 2, 0,
				1, 2);
	}

	@Test
	void roundRobinWhenOneIsHeavySpreadsItsTurns() {
		Peers peers = new Peers(4, 1, 1);
		LoadBalancer.Chooser chooser = LoadBalancer.roundRobin().over(peers.candidates);
		List<Integer> chosen = Stream.generate(() -> chooser.choose(peers.choice())).limit(12).toList();
		assertThat(chosen.subList(0, 6)).containsExactly(0, 0, 1, 2, 0, 0);
		assertThat(chosen.subList(6, 12)).isEqualTo(chosen.subList(0, 6));
	}

	@Test
	void roundRobinWhenPeerComesBackDoesNotCatchUp() {
		Peers peers = new Peers(1, 1);
		LoadBalancer.Chooser chooser = LoadBalancer.roundRobin().over(peers.candidates);
		peers.weights[0] = 0;
		peers.count(chooser, 1000);
		peers.weights[0] = 1;
		assertThat(peers.count(chooser, 10)[0]).isBetween(5, 6);
	}

	@Test
	void leastRequestsWhenOneIsBusyPrefersOther() {
		Peers peers = new Peers(1, 1);
		peers.load(0).started();
		assertThat(peers.count(LoadBalancer.leastRequests().over(peers.candidates), 100)).containsExactly(0, 100);
	}

	@Test
	void leastRequestsWhenWeightsDifferCountsByWeight() {
		Peers peers = new Peers(3, 1);
		peers.load(0).started();
		peers.load(0).started();
		peers.load(1).started();
		assertThat(peers.count(LoadBalancer.leastRequests().over(peers.candidates), 100)).containsExactly(100, 0);
	}

	@Test
	void peakEwmaWhenOneIsSlowerPrefersOther() {
		Peers peers = new Peers(1, 1);
		peers.load(0).observe(2_000_000, 0);
		peers.load(1).observe(1_000_000, 0);
		LoadBalancer.Chooser chooser = LoadBalancer.peakEwma().over(peers.candidates);
		assertThat(peers.count(chooser, 100)).containsExactly(0, 100);
		peers.load(1).started();
		peers.load(1).started();
		assertThat(peers.count(chooser, 100)).containsExactly(100, 0);
	}

	@Test
	void peakEwmaWhenPeerHasNotAnsweredYetHoldsBack() {
		Peers peers = new Peers(1, 1);
		peers.load(0).observe(2_000_000, 0);
		peers.load(1).started();
		assertThat(peers.count(LoadBalancer.peakEwma().over(peers.candidates), 100)).containsExactly(100, 0);
	}

	@Test
	void stickyWhenCookieNamesPeerGoesBackWhileItMayBeChosen() {
		Peers peers = new Peers(1, 1, 1);
		LoadBalancer.Chooser chooser = LoadBalancer.sticky(COOKIE, LoadBalancer.random()).over(peers.candidates);
		TestRequest request = new TestRequest("Cookie", "a=b; peer=" + COOKIE.token(peers.candidates.get(2).id()));
		for (int i = 0; i < 100; i++) {
			assertThat(chooser.choose(peers.choice(request, 0))).isEqualTo(2);
		}
		peers.weights[2] = 0;
		assertThat(chooser.choose(peers.choice(request, 0))).isNotEqualTo(2);
	}

	@Test
	void consistentHashWhenBoundIsNotMoreThanOneIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> LoadBalancer.consistentHash(HashKey.path(), 1))
			.withMessage("'bound' must be more than 1, but was 1.0");
	}

}
