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

package dev.detour.proxy.peer;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PeerTimeouts}.
 */
class PeerTimeoutsTests {

	private static final PeerTimeouts TIMEOUTS = PeerTimeouts.DEFAULT;

	@Test
	void withWhenZeroFailsForAllButIdle() {
		assertThatIllegalArgumentException().isThrownBy(() -> TIMEOUTS.withConnect(Duration.ZERO))
			.withMessage("'connect' must be positive, but was PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> TIMEOUTS.withTotalConnect(Duration.ZERO))
			.withMessage("'totalConnect' must be positive, but was PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> TIMEOUTS.withRead(Duration.ZERO))
			.withMessage("'read' must be positive, but was PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> TIMEOUTS.withWrite(Duration.ZERO))
			.withMessage("'write' must be positive, but was PT0S");
		assertThat(TIMEOUTS.withIdle(Duration.ZERO).idle()).isZero();
	}

	@Test
	void withWhenNegativeFails() {
		Duration negative = Duration.ofNanos(-1);
		assertThatIllegalArgumentException().isThrownBy(() -> TIMEOUTS.withConnect(negative));
		assertThatIllegalArgumentException().isThrownBy(() -> TIMEOUTS.withIdle(negative))
			.withMessage("'idle' must not be negative, but was PT-0.000000001S");
	}

	@Test
	void withWhenCalledChangesOnlyOne() {
		Duration one = Duration.ofMillis(1);
		PeerTimeouts d = TIMEOUTS;
		assertThat(d.withConnect(one))
			.isEqualTo(new PeerTimeouts(one, d.totalConnect(), d.read(), d.write(), d.idle()));
		assertThat(d.withTotalConnect(one))
			.isEqualTo(new PeerTimeouts(d.connect(), one, d.read(), d.write(), d.idle()));
		assertThat(d.withRead(one))
			.isEqualTo(new PeerTimeouts(d.connect(), d.totalConnect(), one, d.write(), d.idle()));
		assertThat(d.withWrite(one))
			.isEqualTo(new PeerTimeouts(d.connect(), d.totalConnect(), d.read(), one, d.idle()));
		assertThat(d.withIdle(one))
			.isEqualTo(new PeerTimeouts(d.connect(), d.totalConnect(), d.read(), d.write(), one));
	}

}
