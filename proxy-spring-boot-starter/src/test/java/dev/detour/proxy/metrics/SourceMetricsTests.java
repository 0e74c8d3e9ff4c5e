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

package dev.detour.proxy.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.source.LookupResult;
import dev.detour.proxy.source.Refresh;
import dev.detour.proxy.source.SourceSettings;
import dev.detour.proxy.source.SourceStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SourceMetrics}.
 */
class SourceMetricsTests {

	private static final Peer PEER = Peer.http("10.0.0.1", 8080);

	private static final SourceStatus BEFORE = new SourceStatus(null, 0, null);

	private final SourceSettings source = new SourceSettings.Instances("carts", PEER, PEER, new Refresh(
			Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 0, Duration.ofSeconds(1), null));

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private long now = 5;

	private final SourceMetrics metrics = new SourceMetrics(this.registry, () -> this.now);

	@Test
	void lookUpsAreCountedByWhatCameOfThem() {
		this.metrics.sourceStarted("a", this.source);
		this.metrics.lookedUp("a", this.source, new LookupResult.Failed("x"), BEFORE);
		this.metrics.lookedUp("a", this.source, new LookupResult.Failed("y"), BEFORE);
		this.metrics.lookedUp("a", this.source, new LookupResult.Found(List.of(PEER), null), BEFORE);
		assertThat(lookups("failed")).isEqualTo(2);
		assertThat(lookups("found")).isOne();
	}

	@Test
	void ageIsThatOfTheLastAnswerThatHadMembers() {
		this.metrics.sourceStarted("a", this.source);
		pass(7);
		assertThat(age()).isEqualTo(7);
		this.metrics.lookedUp("a", this.source, new LookupResult.Found(List.of(PEER), null), BEFORE);
		assertThat(age()).isZero();
		pass(3);
		this.metrics.lookedUp("a", this.source, new LookupResult.Absent("x"), BEFORE);
		assertThat(age()).isEqualTo(3);
	}

	@Test
	void ageWhenSourceStopsIsNoMoreAndWhenAnotherStartsBeginsAnew() {
		this.metrics.sourceStarted("a", this.source);
		this.metrics.sourceStopped("a", this.source);
		// The last word of a look-up that was under way
		this.metrics.lookedUp("a", this.source, new LookupResult.Found(List.of(PEER), null), BEFORE);
		assertThat(age()).isNaN();
		pass(3);
		this.metrics.sourceStarted("a", this.source);
		pass(4);
		assertThat(age()).isEqualTo(4);
	}

	private void pass(long seconds) {
		this.now += TimeUnit.SECONDS.toNanos(seconds);
	}

	private double age() {
		return this.registry.get("proxy.group.lookup.age").tag("group", "a").gauge().value();
	}

	private double lookups(String outcome) {
		return this.registry.get("proxy.group.lookups").tags("group", "a", "outcome", outcome).counter().count();
	}

}
