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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.http.ProxyRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HashRing}.
 */
class HashRingTests {

	private static final int KEYS = 50_000;

	private static final LoadBalancer UNBOUNDED = LoadBalancer.consistentHash(HashKey.path(), Double.POSITIVE_INFINITY);

	@Test
	void chooseWhenKeysAreManySpreadsThem() {
		Peers peers = new Peers(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
		int[] counts = new int[10];
		for (int owner : owners(peers, UNBOUNDED.over(peers.candidates))) {
			counts[owner]++;
		}
		for (int count : counts) {
			assertThat(count).isCloseTo(KEYS / 10, Percentage.withPercentage(10));
		}
	}

	@Test
	void chooseWhenWeightsDifferFollowsThem() {
		Peers peers = new Peers(1, 3);
		int[] counts = new int[2];
		for (int owner : owners(peers, UNBOUNDED.over(peers.candidates))) {
			counts[owner]++;
		}
		assertThat(counts[1]).isCloseTo(KEYS * 3 / 4, Percentage.withPercentage(10));
	}

	/**
	 * Whichever of n peers goes: no key of another peer moves; what moves is 1/n of all
	 * keys on average, exactly, and for each peer within three standard deviations of
	 * what its random points cover.
	 * @param count the number of peers
	 */
	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 5, 10, 20 })
	void chooseWhenOnePeerGoesMovesItsKeysOnlyAndNoMoreThanItsShare(int count) {
		int[] weights = new int[count];
		Arrays.fill(weights, 1);
		Peers before = new Peers(weights);
		List<Integer> old = owners(before, UNBOUNDED.over(before.candidates));
		int allMoved = 0;
		for (int gone = 0; gone < count; gone++) {
			List<Candidate> left = new ArrayList<>(before.candidates);
			left.remove(gone);
			List<Integer> now = owners(new Peers(Arrays.copyOf(weights, count - 1)), UNBOUNDED.over(left));
			int moved = 0;
			int movedOfOthers = 0;
			for (int i = 0; i < KEYS; i++) {
				boolean moves = left.get(now.get(i)) != before.candidates.get(old.get(i));
				moved += moves ? 1 : 0;
				movedOfOthers += (moves && old.get(i) != gone) ? 1 : 0;
			}
			assertThat(movedOfOthers).as("keys that move though their peer is there").isZero();
			assertThat(moved).as("keys of peer %s", gone).isPositive().isLessThanOrEqualTo(bound(count));
			allMoved += moved;
		}
		assertThat(allMoved).as("keys that move, over all peers").isEqualTo(KEYS);
	}

	private static int bound(int count) {
		double share = 1.0 / count;
		double ofPoints = share / Math.sqrt(HashRing.POINTS);
		double ofKeys = Math.sqrt(share * (1 - share) / KEYS);
		return (int) (KEYS * (share + 3 * Math.hypot(ofPoints, ofKeys)));
	}

	@Test
	void chooseWhenPeerMayNotBeChosenMovesItsKeysOnly() {
		Peers peers = new Peers(1, 1, 1, 1, 1);
		LoadBalancer.Chooser chooser = UNBOUNDED.over(peers.candidates);
		List<Integer> old = owners(peers, chooser);
		peers.weights[2] = 0;
		List<Integer> moved = owners(peers, chooser);
		for (int i = 0; i < KEYS; i++) {
			assertThat(moved.get(i)).isNotEqualTo(2);
			assertThat(old.get(i)).isIn(2, moved.get(i));
		}
	}

	@Test
	void chooseWhenPeersComeInAnotherOrderIsTheSame() {
		Peers peers = new Peers(1, 1, 1);
		List<Candidate> reversed = new ArrayList<>(peers.candidates);
		Collections.reverse(reversed);
		List<Integer> one = owners(peers, UNBOUNDED.over(peers.candidates));
		List<Integer> other = owners(peers, UNBOUNDED.over(reversed));
		for (int i = 0; i < KEYS; i++) {
			assertThat(other.get(i)).isEqualTo(2 - one.get(i));
		}
	}

	@Test
	void chooseWhenOneKeyIsHotNeverGivesMoreThanTheBound() {
		Peers peers = new Peers(1, 1, 1, 1);
		LoadBalancer.Chooser chooser = LoadBalancer.consistentHash(HashKey.path()).over(peers.candidates);
		int[] counts = new int[4];
		for (int i = 1; i <= 1000; i++) {
			int chosen = chooser.choose(peers.choice(ProxyRequest.of("GET", "/hot"), 0));
			peers.load(chosen).started();
			counts[chosen]++;
			assertThat(counts[chosen]).isLessThanOrEqualTo((int) Math.ceil(1.25 * i / 4));
		}
	}

	private static List<Integer> owners(Peers peers, LoadBalancer.Chooser chooser) {
		List<Integer> owners = new ArrayList<>(KEYS);
		for (int i = 0; i < KEYS; i++) {
			owners.add(chooser.choose(peers.choice(ProxyRequest.of("GET", "/key/" + i), 0)));
		}
		return owners;
	}

}
