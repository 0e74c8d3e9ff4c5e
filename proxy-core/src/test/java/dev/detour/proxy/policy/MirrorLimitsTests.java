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

package dev.detour.proxy.policy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MirrorLimits}.
 */
class MirrorLimitsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void limitsWhenOneMakesNoSenseAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new MirrorLimits(0, 0, 0, SECOND))
			.withMessage("'maxConcurrent' must be positive, but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> new MirrorLimits(1, -1, 0, SECOND))
			.withMessage("'maxBufferSize' must not be negative, but was -1");
		assertThatIllegalArgumentException().isThrownBy(() -> new MirrorLimits(1, 0, -1, SECOND))
			.withMessage("'maxResponseSize' must not be negative, but was -1");
		assertThatIllegalArgumentException().isThrownBy(() -> new MirrorLimits(1, 0, 0, Duration.ZERO))
			.withMessage("'timeout' must be positive, but was PT0S");
	}

}
