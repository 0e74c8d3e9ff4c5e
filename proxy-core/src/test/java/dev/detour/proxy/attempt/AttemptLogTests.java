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

package dev.detour.proxy.attempt;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptLog} and {@link Attempt}.
 */
class AttemptLogTests {

	private static final Peer PEER = Peer.http("a", 80);

	private final AttemptLog log = new AttemptLog();

	@Test
	void attemptBesideWhenAddedIsNewestButNotCurrent() {
		this.log.add(Attempt.started(1, PEER, false, 1));
		int position = this.log.addBeside(Attempt.hedge(2, PEER, 2));
		assertThat(this.log.last().hedge()).isTrue();
		assertThat(this.log.current().number()).isOne();
		assertThat(this.log.switchTo(position)).isZero();
		this.log.update(this.log.current().connected(true, 3));
		assertThat(this.log.all()).extracting(Attempt::isConnected).containsExactly(false, true);
		this.log.switchTo(0);
		this.log.add(Attempt.started(1, PEER, true, 4));
		assertThat(this.log.count()).as("a number that was there already").isEqualTo(2);
		assertThat(this.log.current()).isEqualTo(this.log.last());
	}

	@Test
	void lastWhenEmptyIsNull() {
		assertThat(this.log.last()).isNull();
		assertThat(this.log.count()).isZero();
		assertThat(this.log.tried(PEER)).isFalse();
	}

	@Test
	void countWhenStaleTryIsNotCounted() {
		this.log.add(Attempt.started(1, PEER, false, 0));
		this.log.add(Attempt.started(1, PEER, true, 0));
		assertThat(this.log.count()).isEqualTo(1);
		assertThat(this.log.all()).hasSize(2);
		this.log.add(Attempt.started(2, PEER, false, 0));
		assertThat(this.log.count()).isEqualTo(2);
	}

	@Test
	void updateWhenCalledReplacesNewest() {
		this.log.add(Attempt.started(1, PEER, false, 0));
		Attempt second = Attempt.started(2, PEER, false, 0);
		this.log.add(second);
		this.log.update(second.connected(true, 5));
		assertThat(this.log.all()).extracting(Attempt::isConnected).containsExactly(false, true);
		assertThat(this.log.last()).isEqualTo(second.connected(true, 5));
	}

	@Test
	void allWhenReadCannotBeChanged() {
		this.log.add(Attempt.started(1, PEER, false, 0));
		assertThat(this.log.all()).isUnmodifiable();
	}

	@Test
	void triedWhenAddressWasTriedIgnoresOptions() {
		this.log.add(Attempt.started(1, PEER, false, 0));
		assertThat(this.log.tried(PEER.withReadTimeout(Duration.ofMillis(1)))).isTrue();
		assertThat(this.log.tried(Peer.http("a", 81))).isFalse();
	}

	@Test
	void attemptWhenClockReadsZeroIsStillEnded() {
		Attempt attempt = Attempt.started(1, PEER, false, -5);
		assertThat(attempt.isEnded()).isFalse();
		assertThat(attempt.duration()).isZero();
		assertThat(attempt.connected(false, 0).isConnected()).isTrue();
		assertThat(attempt.ended(null, 0).isEnded()).isTrue();
	}

	@Test
	void attemptWhenEndedKnowsAllMoments() {
		ProxyError error = ProxyError.notSent(ErrorType.STATUS_REFUSED, null);
		Attempt attempt = Attempt.started(1, PEER, false, 10).connected(true, 20).responded(503, 30).ended(error, 40);
		assertThat(attempt).isEqualTo(new Attempt(1, PEER, false, false, 10, 20, 30, 40, true, 503, error, null));
		assertThat(attempt.duration()).isEqualTo(Duration.ofNanos(30));
	}

}
