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

package dev.detour.proxy.source;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Refresh}.
 */
class RefreshTests {

	private static final Refresh REFRESH = new Refresh(Duration.ofSeconds(30), Duration.ofSeconds(1),
			Duration.ofSeconds(60), 0.1, Duration.ofSeconds(10), null);

	@Test
	void nextWhenAnswerSaysHowLongItHoldsIsThatWithinBounds() {
		assertThat(REFRESH.next(Duration.ofSeconds(20), 0)).hasSeconds(20);
		assertThat(REFRESH.next(Duration.ZERO, 0)).hasSeconds(1);
		assertThat(REFRESH.next(Duration.ofDays(1), 0)).hasSeconds(60);
	}

	@Test
	void nextWhenAnswerDoesNotSayIsTheInterval() {
		assertThat(REFRESH.next(null, 0)).hasSeconds(30);
	}

	@Test
	void nextWhenThereIsJitterIsLaterByAShare() {
		assertThat(REFRESH.next(Duration.ofSeconds(20), 0.5)).hasSeconds(21);
		assertThat(REFRESH.next(Duration.ofSeconds(20), 1)).hasSeconds(22);
	}

	@Test
	void retryDoublesUpToALimit() {
		assertThat(REFRESH.retry(1, 0)).hasSeconds(1);
		assertThat(REFRESH.retry(2, 0)).hasSeconds(2);
		assertThat(REFRESH.retry(4, 0)).hasSeconds(8);
		assertThat(REFRESH.retry(5, 0)).hasSeconds(15);
		assertThat(REFRESH.retry(Integer.MAX_VALUE, 0)).hasSeconds(15);
	}

	@Test
	void retryWhenShortestTimeIsLongIsNeverShorter() {
		Refresh slow = new Refresh(Duration.ofSeconds(30), Duration.ofSeconds(40), Duration.ofSeconds(60), 0,
				Duration.ofSeconds(10), null);
		assertThat(slow.retry(1, 0)).hasSeconds(40);
		assertThat(slow.retry(9, 0)).hasSeconds(40);
	}

	@Test
	void refreshWhenBoundsAreSwappedIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Refresh(Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(1), 0,
					Duration.ofSeconds(10), null))
			.withMessageContaining("'maxInterval'");
	}

}
