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
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.balance.Sample;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.hook.Mirror.Place;
import dev.detour.proxy.hook.Mirror.Refused;
import dev.detour.proxy.hook.Mirror.Taken;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.MirrorDrop;
import dev.detour.proxy.policy.MirrorLimits;
import dev.detour.proxy.policy.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GroupMirror}.
 */
class GroupMirrorTests {

	private static final Peer A = Peer.http("a", 80);

	private static final Peer B = Peer.http("b", 80);

	private static final ProxyRequest GET = ProxyRequest.of("GET", "/");

	private final RandomGenerator random = new SplittableRandom(42);

	@Test
	void mirrorCoversItsShareOfItsMethods() {
		GroupMirror mirror = mirror(group(A), 100, 0.1);
		int covered = 0;
		for (int i = 0; i < 1000; i++) {
			covered += mirror.covers(GET) ? 1 : 0;
			assertThat(mirror.covers(ProxyRequest.of("POST", "/"))).isFalse();
		}
		assertThat(covered).isBetween(80, 120);
	}

	@Test
	void placeWhenAsManyAreUnderWayAsMayBeIsRefused() {
		PeerGroup group = group(A, B);
		GroupMirror mirror = mirror(group, 2, 1);
		List<Taken> taken = new ArrayList<>();
		taken.add((Taken) mirror.place(GET));
		taken.add((Taken) mirror.place(GET));
		assertThat(group.members()).extracting(PeerStatus::inFlight).containsExactly(1, 1);
		assertThat(mirror.place(GET)).isEqualTo(new Refused(MirrorDrop.TOO_MANY));
		Taken first = taken.get(0);
		first.ended(Attempt.started(1, first.peer(), false, 1).ended(null, 2));
		assertThat(mirror.place(GET)).isInstanceOf(Taken.class);
		assertThat(mirror.place(GET)).isEqualTo(new Refused(MirrorDrop.TOO_MANY));
	}

	@Test
	void placeWhenGroupHasNoPeerIsRefusedAndTakesNone() {
		PeerGroup group = group();
		GroupMirror mirror = mirror(group, 1, 1);
		assertThat(mirror.place(GET)).isEqualTo(new Refused(MirrorDrop.NO_PEER));
		group.add(A, 0);
		Place place = mirror.place(GET);
		assertThat(place).isInstanceOf(Taken.class);
		assertThat(((Taken) place).peer()).isEqualTo(A);
	}

	@Test
	void placeWhenPeerFailsEjectsItFromThisGroupOnly() {
		PeerGroup group = group(A, B);
		PeerGroup other = group(A, B);
		GroupMirror mirror = mirror(group, 10, 1);
		for (int i = 0; i < 100 && !isEjected(group, A); i++) {
			Taken taken = (Taken) mirror.place(GET);
			ProxyError error = taken.peer().equals(A) ? ProxyError.notSent(ErrorType.CONNECT_REFUSED, null) : null;
			Attempt attempt = Attempt.started(1, taken.peer(), false, i);
			taken.ended((error != null) ? attempt.ended(error, i)
					: attempt.connected(false, i).responded(200, i).ended(null, i));
		}
		assertThat(isEjected(group, A)).isTrue();
		assertThat(group.members()).extracting(PeerStatus::inFlight).containsOnly(0);
		assertThat(isEjected(other, A)).isFalse();
	}

	@Test
	void policyHooksAskTheUserCodeBehindThem() {
		GroupMirror mirror = mirror(group(A), 1, 1);
		ProxyHooks<Void> user = new ProxyHooks<>() {

			@Override
			public Answer<Peer> upstreamPeer(ExchangeView<Void> exchange) {
				return Answer.of(A);
			}

			@Override
			public Mirror mirror(ProxyRequest request) {
				return mirror;
			}

		};
		assertThat(new PolicyHooks<>(user, RetryPolicy.DEFAULT, this.random).mirror(GET)).isSameAs(mirror);
	}

	private static boolean isEjected(PeerGroup group, Peer peer) {
		PeerStatus member = group.find(peer);
		return member != null && member.ejection() != null;
	}

	private PeerGroup group(Peer... peers) {
		return new PeerGroup("shadow", List.of(peers), GroupOptions.DEFAULT, GroupListener.NONE, this.random);
	}

	private GroupMirror mirror(PeerGroup group, int maxConcurrent, double share) {
		MirrorLimits limits = new MirrorLimits(maxConcurrent, 0, 0, Duration.ofSeconds(1));
		return new GroupMirror(group, Set.of("GET"), new Sample(share, null), limits, () -> 0, this.random);
	}

}
