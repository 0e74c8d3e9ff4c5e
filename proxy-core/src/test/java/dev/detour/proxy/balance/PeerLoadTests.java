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

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerLoad}.
 */
class PeerLoadTests {

	private static final long SECOND = 1_000_000_000;

	private final PeerLoad load = new PeerLoad();

	@Test
	void latencyWhenNothingIsKnownIsZero() {
		assertThat(this.load.latency(5)).isZero();
	}

	@Test
	void latencyWhenSampleIsWorseFollowsAtOnce() {
		this.load.observe(100, 0);
		this.load.observe(900, 1);
		assertThat(this.load.latency(1)).isEqualTo(900);
	}

	@Test
	void latencyWhenSampleIsBetterFollowsSlowly() {
		this.load.observe(1000, 0);
		this.load.observe(0, 10 * SECOND);
		assertThat(this.load.latency(10 * SECOND)).isCloseTo(1000 / Math.E, Offset.offset(1.0));
	}

	@Test
	void latencyWhenPeerIsIdleFallsAndWhileItIsBusyDoesNot() {
		this.load.observe(1000, 0);
		assertThat(this.load.latency(10 * SECOND)).isCloseTo(1000 / Math.E, Offset.offset(1.0));
		this.load.started();
		assertThat(this.load.latency(10 * SECOND)).isEqualTo(1000);
	}

	@Test
	void inFlightWhenAttemptsBeginAndEndCountsThem() {
		this.load.started();
		this.load.started();
		this.load.ended();
		assertThat(this.load.inFlight()).isEqualTo(1);
	}

}
