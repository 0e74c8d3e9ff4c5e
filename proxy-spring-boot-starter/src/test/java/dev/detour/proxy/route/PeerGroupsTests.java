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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.GroupOptions;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.RetryBudget;
import dev.detour.proxy.source.Refresh;
import dev.detour.proxy.source.SourceSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerGroups} whose members come from sources.
 */
class PeerGroupsTests {

	private static final Peer ONE = Peer.http("10.0.0.1", 8080);

	private static final Peer TWO = Peer.http("10.0.0.2", 8080);

	private static final SourceSettings CARTS = source("carts");

	private static final SourceSettings STOCK = source("stock");

	private final PeerGroups groups = new PeerGroups(GroupListener.NONE);

	@Test
	void foundWhenSourceIsThatOfTheGroupSetsMembers() {
		use(CARTS, List.of(), "options");
		this.groups.found("g", CARTS, List.of(ONE));
		assertThat(members()).containsExactly(ONE);
		this.groups.found("g", source("carts"), List.of());
		assertThat(members()).isEmpty();
	}

	@Test
	void foundWhenReloadHasGivenTheGroupAnotherSourceOrNoneOrTakenItAwayDoesNothing() {
		use(CARTS, List.of(), "options");
		this.groups.found("g", CARTS, List.of(ONE));
		use(STOCK, List.of(), "options");
		this.groups.found("g", CARTS, List.of(TWO));
		assertThat(members()).containsExactly(ONE);
		use(null, List.of(TWO), "options");
		assertThat(members()).containsExactly(TWO);
		this.groups.found("g", STOCK, List.of(ONE));
		assertThat(members()).containsExactly(TWO);
		this.groups.use(this.groups.prepare(List.of()));
		this.groups.found("g", STOCK, List.of(ONE));
		assertThat(this.groups.all()).isEmpty();
	}

	@Test
	void useWhenSourceFoundOthersMeanwhileHasThose() {
		use(CARTS, List.of(), "options");
		this.groups.found("g", CARTS, List.of(ONE));
		var prepared = this.groups.prepare(List.of(settings(CARTS, List.of(), "other options")));
		this.groups.found("g", CARTS, List.of(TWO));
		this.groups.use(prepared);
		assertThat(members()).containsExactly(TWO);
	}

	@Test
	void useWhenNamedPeersGiveWayToASourceKeepsThem() {
		use(null, List.of(ONE), "options");
		use(CARTS, List.of(), "options");
		assertThat(members()).containsExactly(ONE);
		use(STOCK, List.of(), "other options");
		assertThat(members()).containsExactly(ONE);
	}

	@Test
	void useWhenSourceGivesWayToNoPeersAtAllHasNone() {
		use(CARTS, List.of(), "options");
		this.groups.found("g", CARTS, List.of(ONE));
		use(null, List.of(), "options");
		assertThat(members()).isEmpty();
	}

	private void use(@Nullable SourceSettings source, List<Peer> peers, String options) {
		this.groups.use(this.groups.prepare(List.of(settings(source, peers, options))));
	}

	private static GroupSettings settings(@Nullable SourceSettings source, List<Peer> peers, String options) {
		return new GroupSettings("g", peers, source, GroupOptions.DEFAULT, options, () -> RetryBudget.UNLIMITED,
				"budget", null);
	}

	private List<Peer> members() {
		return this.groups.group("g").members().stream().map((member) -> member.peer()).toList();
	}

	private static SourceSettings source(String name) {
		return new SourceSettings.Instances(name, ONE, ONE, new Refresh(Duration.ofSeconds(1), Duration.ofSeconds(1),
				Duration.ofSeconds(1), 0, Duration.ofSeconds(1), null));
	}

}
