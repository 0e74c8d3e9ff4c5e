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

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.http.ProxyRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Sample}.
 */
class SampleTests {

	private static final int REQUESTS = 10_000;

	private final SplittableRandom random = new SplittableRandom(42);

	@Test
	void includesWhenLeftToChanceTakesItsShare() {
		assertThat(included(new Sample(0.1, null)).size()).isCloseTo(REQUESTS / 10, within(REQUESTS / 100));
		assertThat(included(new Sample(0, null))).isEmpty();
		assertThat(included(new Sample(1, null))).hasSize(REQUESTS);
	}

	@Test
	void includesWhenThereIsAKeyTakesEqualKeysAlwaysOrNever() {
		Sample tenth = new Sample(0.1, HashKey.path());
		Set<String> included = included(tenth);
		assertThat(included.size()).isCloseTo(REQUESTS / 10, within(REQUESTS / 100));
		assertThat(included(tenth)).isEqualTo(included);
		assertThat(included(new Sample(0.2, HashKey.path()))).containsAll(included);
	}

	@Test
	void includesWhenRequestHasNoKeyIsLeftToChance() {
		assertThat(included(new Sample(0.1, HashKey.header("X-User"))).size()).isCloseTo(REQUESTS / 10,
				within(REQUESTS / 100));
	}

	@Test
	void sampleWhenShareIsNoneIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Sample(1.5, null))
			.withMessage("'share' must be from 0 to 1, but was 1.5");
		assertThatIllegalArgumentException().isThrownBy(() -> new Sample(Double.NaN, null));
	}

	private Set<String> included(Sample sample) {
		Set<String> included = new HashSet<>();
		IntStream.range(0, REQUESTS).mapToObj((i) -> "/orders/" + i).forEach((target) -> {
			if (sample.includes(ProxyRequest.of("GET", target), this.random)) {
				included.add(target);
			}
		});
		return included;
	}

}
