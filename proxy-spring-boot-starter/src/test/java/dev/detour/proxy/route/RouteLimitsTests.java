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

package dev.detour.proxy.route;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.overload.Bound;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.policy.AttemptTimeout;
import dev.detour.proxy.policy.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteLimits}.
 */
class RouteLimitsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final RouteLimits limits = new RouteLimits((settings, max) -> Bound.fixed(settings.initial()));

	@Test
	void limitWhenSettingsStayTheSameSurvives() {
		ExchangeLimit before = use(new LimitSettings(2, null, 3, SECOND));
		assertThat(before.tryEnter()).isTrue();
		ExchangeLimit after = use(new LimitSettings(2, null, 3, SECOND));
		assertThat(after).isSameAs(before);
		assertThat(after.active()).isOne();
	}

	@Test
	void limitWhenSettingsChangeIsAnother() {
		ExchangeLimit before = use(new LimitSettings(2, null, 3, SECOND));
		ExchangeLimit after = use(new LimitSettings(4, null, 3, SECOND));
		assertThat(after).isNotSameAs(before);
		assertThat(after.max()).isEqualTo(4);
	}

	@Test
	void limitWhenAdaptiveIsMadeOfItsBounds() {
		LimitSettings.Adaptive adaptive = new LimitSettings.Adaptive(LimitSettings.Algorithm.AIMD, 1, 7);
		assertThat(use(new LimitSettings(10, adaptive, 0, SECOND)).max()).isEqualTo(7);
	}

	@Test
	void limitsWhenRouteHasNoneAreEmpty() {
		assertThat(this.limits.prepare(List.of(route(null)))).isEmpty();
	}

	private ExchangeLimit use(LimitSettings settings) {
		Map<String, RouteLimits.Live> prepared = this.limits.prepare(List.of(route(settings)));
		this.limits.use(prepared);
		assertThat(this.limits.all()).hasSize(1);
		return RouteLimits.of("a", prepared);
	}

	private static RouteSettings route(@Nullable LimitSettings limit) {
		FailoverSettings failover = new FailoverSettings(1, SECOND, AttemptTimeout.NONE, RetryPolicy.DEFAULT, false,
				null);
		return new RouteSettings("a", new RouteSettings.Match(List.of("/**"), List.of(), Set.of(), Set.of(), 0), "a",
				null, failover, PathRewrite.NONE, HeaderChanges.NONE, HeaderChanges.NONE, RouteFallback.NONE, limit,
				null);
	}

}
