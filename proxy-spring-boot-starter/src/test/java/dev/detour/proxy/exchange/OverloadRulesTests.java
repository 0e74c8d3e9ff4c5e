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

package dev.detour.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link OverloadRules}.
 */
class OverloadRulesTests {

	private static final ProxyError OVERLOADED = ProxyError.notSent(ErrorType.OVERLOADED, null);

	private final OverloadRules rules = new OverloadRules(null, Duration.ofMillis(1500));

	@Test
	void pageWhenHandlerHasNoneIsPlainAndSaysWhenToComeBack() {
		ProxyResponse page = this.rules.page(OVERLOADED, null);
		assertThat(page.status()).isEqualTo(503);
		assertThat(page.headers().all("Retry-After")).containsExactly("2");
		assertThat(new String(page.body(), StandardCharsets.UTF_8)).isEqualTo("503 Service Unavailable\n");
	}

	@Test
	void pageOfHandlerIsKeptAndSaysWhenToComeBack() {
		ProxyResponse page = this.rules.page(OVERLOADED, ProxyResponse.text(503, "Busy"));
		assertThat(page.headers().all("Retry-After")).containsExactly("2");
		assertThat(new String(page.body(), StandardCharsets.UTF_8)).isEqualTo("Busy");
	}

	@Test
	void pageOfHandlerWhenItKnowsBetterIsLeftAlone() {
		ProxyResponse own = ProxyResponse.of(503).withHeader("retry-after", "60");
		assertThat(this.rules.page(OVERLOADED, own)).isSameAs(own);
		ProxyResponse stale = ProxyResponse.text(200, "from yesterday");
		assertThat(this.rules.page(OVERLOADED, stale)).isSameAs(stale);
	}

	@Test
	void pageOfAnotherErrorIsLeftAlone() {
		ProxyResponse own = ProxyResponse.of(503);
		assertThat(this.rules.page(ProxyError.notSent(ErrorType.NO_PEER, null), own)).isSameAs(own);
		assertThat(this.rules.page(ProxyError.notSent(ErrorType.NO_PEER, null), null)).isNull();
	}

	@Test
	void rulesWhenClientsShouldComeBackAtOnceAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new OverloadRules(null, Duration.ZERO))
			.withMessage("'retryAfter' must be positive, but was PT0S");
	}

}
