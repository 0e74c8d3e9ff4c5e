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

package dev.detour.proxy.health;

import java.time.Duration;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.health.PeerHealth.Finding;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerHealth} and {@link OutlierPolicy}.
 */
class PeerHealthTests {

	private static final long SECOND = 1_000_000_000;

	private static final ProxyRequest GET = ProxyRequest.of("GET", "/");

	private final SplittableRandom random = new SplittableRandom(42);

	private final PeerHealth health = new PeerHealth(OutlierPolicy.DEFAULT);

	@Test
	void observeWhenFiveFailInARowEjects() {
		assertThat(observe(Signal.FAILURE, 4, 0)).isEqualTo(Finding.NOTHING);
		assertThat(observe(Signal.SUCCESS, 1, 0)).isEqualTo(Finding.NOTHING);
		assertThat(observe(Signal.SUCCESS, 40, 0)).isEqualTo(Finding.NOTHING);
		assertThat(observe(Signal.FAILURE, 4, 0)).isEqualTo(Finding.NOTHING);
		assertThat(observe(Signal.NEUTRAL, 9, 0)).isEqualTo(Finding.NOTHING);
		assertThat(observe(Signal.FAILURE, 1, 0)).isEqualTo(Finding.EJECT);
		assertThat(this.health.cause(0)).isEqualTo(EjectionCause.CONSECUTIVE_FAILURES);
	}

	@Test
	void observeWhenConnectsAndExchangesFailCountsThemApart() {
		assertThat(observe(Signal.FAILURE, 4, 0)).isEqualTo(Finding.NOTHING);
		assertThat(observe(Signal.CONNECT_FAILURE, 4, 0)).isEqualTo(Finding.NOTHING);
		assertThat(observe(Signal.CONNECT_FAILURE, 1, 0)).isEqualTo(Finding.EJECT);
		assertThat(this.health.cause(0)).isEqualTo(EjectionCause.CONSECUTIVE_CONNECT_FAILURES);
	}

	@Test
	void observeWhenShareOfSuccessIsTooLowEjectsWithEnoughSamples() {
		for (int i = 0; i < 3; i++) {
			assertThat(observe(Signal.SUCCESS, 2, 0)).isEqualTo(Finding.NOTHING);
			assertThat(observe(Signal.FAILURE, 1, 0)).isEqualTo(Finding.NOTHING);
		}
		assertThat(observe(Signal.FAILURE, 1, 0)).isEqualTo(Finding.EJECT);
		assertThat(this.health.cause(0)).isEqualTo(EjectionCause.SUCCESS_RATE);
	}

	@Test
	void observeWhenFailuresAreOldForgetsThem() {
		observe(Signal.SUCCESS, 5, 0);
		observe(Signal.FAILURE, 4, 0);
		assertThat(observe(Signal.FAILURE, 0, 10 * SECOND)).isEqualTo(Finding.NOTHING);
		observe(Signal.SUCCESS, 8, 10 * SECOND);
		assertThat(observe(Signal.FAILURE, 2, 10 * SECOND)).isEqualTo(Finding.NOTHING);
	}

	@Test
	void ejectionWhenRepeatedDoublesAndDecays() {
		Ejection first = this.health.eject(EjectionCause.SUCCESS_RATE, 0, this.random);
		assertThat(first.until()).isBetween(5 * SECOND, 75 * SECOND / 10);
		assertThat(this.health.eject(EjectionCause.SUCCESS_RATE, 0, this.random)).isNull();
		assertThat(this.health.ejectAgain(first.until() - 1, this.random)).isNull();
		Ejection second = this.health.ejectAgain(first.until(), this.random);
		assertThat(second.level()).isEqualTo(2);
		assertThat(second.until() - first.until()).isBetween(10 * SECOND, 15 * SECOND);
		long now = second.until();
		for (int i = 0; i < 10; i++) {
			Ejection next = this.health.ejectAgain(now, this.random);
			assertThat(next.until() - now).isLessThanOrEqualTo(90 * SECOND);
			now = next.until();
		}
		assertThat(this.health.restore(now)).isTrue();
		Ejection soon = this.health.eject(EjectionCause.SUCCESS_RATE, now + SECOND, this.random);
		assertThat(soon.level()).as("no more than what makes it last longest").isEqualTo(5);
		this.health.restore(now + SECOND);
		Ejection later = this.health.eject(EjectionCause.SUCCESS_RATE, now + 14 * SECOND, this.random);
		assertThat(later.level()).as("two of five are forgotten in 13 s").isEqualTo(4);
		this.health.restore(now + 14 * SECOND);
		Ejection last = this.health.eject(EjectionCause.SUCCESS_RATE, now + 35 * SECOND, this.random);
		assertThat(last.level()).as("all are forgotten").isEqualTo(1);
	}

	@Test
	void observeWhenEjectedListensOnlyToAttemptsThatBeganAfterIt() {
		Ejection ejection = this.health.eject(EjectionCause.SUCCESS_RATE, 0, this.random);
		long until = ejection.until();
		assertThat(this.health.observe(Signal.SUCCESS, until - 1, until + 5)).isEqualTo(Finding.NOTHING);
		assertThat(this.health.observe(Signal.NEUTRAL, until, until + 5)).isEqualTo(Finding.NOTHING);
		assertThat(this.health.observe(Signal.FAILURE, until, until + 5)).isEqualTo(Finding.EJECT_AGAIN);
		assertThat(this.health.observe(Signal.SUCCESS, until, until + 5)).isEqualTo(Finding.RESTORE);
	}

	@Test
	void observeWhenRestoredIgnoresFailuresFromBefore() {
		this.health.eject(EjectionCause.SUCCESS_RATE, 0, this.random);
		this.health.restore(20 * SECOND);
		for (int i = 0; i < 20; i++) {
			assertThat(this.health.observe(Signal.FAILURE, 19 * SECOND, 21 * SECOND)).isEqualTo(Finding.NOTHING);
		}
	}

	@Test
	void tryProbeWhenTimeIsUpLetsOneThroughAtATime() {
		assertThat(this.health.tryProbe(GET, 0)).isFalse();
		long until = this.health.eject(EjectionCause.SUCCESS_RATE, 0, this.random).until();
		assertThat(this.health.tryProbe(GET, until - 1)).isFalse();
		assertThat(this.health.tryProbe(GET, until)).isTrue();
		assertThat(this.health.tryProbe(GET, until + 1)).isFalse();
		assertThat(this.health.tryProbe(GET, until + 5 * SECOND)).isTrue();
	}

	@Test
	void maxEjectedWhenGroupIsSmallLeavesTheLast() {
		assertThat(OutlierPolicy.DEFAULT.maxEjected(1)).isZero();
		assertThat(OutlierPolicy.DEFAULT.maxEjected(2)).isEqualTo(1);
		assertThat(OutlierPolicy.DEFAULT.maxEjected(3)).isEqualTo(1);
		assertThat(OutlierPolicy.DEFAULT.maxEjected(4)).isEqualTo(2);
		OutlierPolicy all = new OutlierPolicy(5, 0.8, 10, Duration.ofSeconds(10), EjectionTimes.DEFAULT, 1,
				OutlierPolicy.DEFAULT.failures());
		assertThat(all.maxEjected(4)).isEqualTo(3);
	}

	@Test
	void signalWhenAttemptIsOverTellsWhoseFaultItWas() {
		assertThat(status(200)).isEqualTo(Signal.SUCCESS);
		assertThat(status(404)).isEqualTo(Signal.SUCCESS);
		assertThat(status(503)).isEqualTo(Signal.FAILURE);
		assertThat(status(429)).isEqualTo(Signal.NEUTRAL);
		assertThat(
				OutlierPolicy.DEFAULT.signal(started().ended(ProxyError.notSent(ErrorType.CONNECT_REFUSED, null), 2)))
			.isEqualTo(Signal.CONNECT_FAILURE);
		assertThat(error(ErrorType.READ_TIMEOUT, Delivery.SENT, false)).isEqualTo(Signal.FAILURE);
		assertThat(error(ErrorType.CONNECTION_RESET, Delivery.SENT, false)).isEqualTo(Signal.FAILURE);
		assertThat(error(ErrorType.CONNECTION_RESET, Delivery.SENT, true)).isEqualTo(Signal.NEUTRAL);
		assertThat(error(ErrorType.H2_REFUSED_STREAM, Delivery.REFUSED, false)).isEqualTo(Signal.NEUTRAL);
		assertThat(error(ErrorType.CLIENT_GONE, Delivery.SENT, false)).isEqualTo(Signal.NEUTRAL);
		assertThat(error(ErrorType.HOOK_FAILED, Delivery.SENT, false)).isEqualTo(Signal.NEUTRAL);
	}

	@Test
	void checkedWhenEnoughInARowChangesVerdict() {
		ActiveHealth checks = new ActiveHealth(new HealthThresholds(2, 3));
		assertThat(checks.verdict()).isEqualTo(HealthVerdict.UNKNOWN);
		assertThat(checks.checked(CheckResult.FAILED)).isFalse();
		assertThat(checks.checked(CheckResult.FAILED)).isFalse();
		assertThat(checks.checked(CheckResult.FAILED)).isTrue();
		assertThat(checks.verdict()).isEqualTo(HealthVerdict.DOWN);
		assertThat(checks.checked(CheckResult.PASSED)).isFalse();
		assertThat(checks.checked(CheckResult.FAILED)).isFalse();
		assertThat(checks.checked(CheckResult.PASSED)).isFalse();
		assertThat(checks.checked(CheckResult.PASSED)).isTrue();
		assertThat(checks.verdict()).isEqualTo(HealthVerdict.UP);
		assertThat(new ActiveHealth(HealthThresholds.DEFAULT).checked(CheckResult.PASSED)).isTrue();
	}

	private Finding observe(Signal signal, int times, long now) {
		Finding finding = Finding.NOTHING;
		for (int i = 0; i < times; i++) {
			finding = this.health.observe(signal, now, now);
		}
		return finding;
	}

	private static Attempt started() {
		return Attempt.started(1, Peer.http("a", 80), false, 1);
	}

	private static Signal status(int status) {
		return OutlierPolicy.DEFAULT.signal(started().connected(false, 1).responded(status, 1).ended(null, 2));
	}

	private static Signal error(ErrorType type, Delivery delivery, boolean reused) {
		ProxyError error = new ProxyError(type, delivery, reused, 0, 0, null);
		return OutlierPolicy.DEFAULT.signal(started().connected(reused, 1).ended(error, 2));
	}

}
