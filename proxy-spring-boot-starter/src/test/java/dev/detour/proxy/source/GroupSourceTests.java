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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GroupSource}, on an event loop whose time stands still until a test
 * moves it on.
 */
class GroupSourceTests {

	private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

	private static final Peer ONE = Peer.http("10.0.0.1", 8080);

	private static final Peer TWO = Peer.http("10.0.0.2", 8080);

	private static final LookupResult ABSENT = new LookupResult.Absent("no such name");

	private static final LookupResult FAILED = new LookupResult.Failed("nobody answers");

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final Lookup lookup = new Lookup();

	private final List<List<Peer>> members = new ArrayList<>();

	private final Told told = new Told();

	@BeforeEach
	void stopTime() {
		this.channel.freezeTime();
	}

	@AfterEach
	void closeChannel() {
		this.channel.close();
	}

	@Test
	void startLooksAtOnceAndSetsMembers() {
		GroupSource source = source(null);
		CompletableFuture<Void> first = source.start();
		assertThat(this.lookup.pending).isNull();
		pass(0);
		assertThat(first).isNotDone();
		answer(found(10, ONE));
		assertThat(first).isCompleted();
		assertThat(this.members).containsExactly(List.of(ONE));
		assertThat(source.status()).isEqualTo(new SourceStatus(NOW, 0, null));
		assertThat(this.told.events).containsExactly("started", "found after 0");
	}

	@Test
	void answerWhenItsTimeIsUpIsLookedUpAgainAndNotBefore() {
		started(null);
		answer(found(10, ONE));
		pass(9_999);
		assertThat(this.lookup.count).isOne();
		pass(1);
		assertThat(this.lookup.count).isEqualTo(2);
		answer(found(20, ONE, TWO));
		assertThat(this.members).containsExactly(List.of(ONE), List.of(ONE, TWO));
		pass(19_999);
		assertThat(this.lookup.count).isEqualTo(2);
		pass(1);
		assertThat(this.lookup.count).isEqualTo(3);
	}

	@Test
	void answerWhenItIsTheSameChangesNothing() {
		started(null);
		answer(found(1, ONE));
		pass(1000);
		answer(found(1, ONE));
		assertThat(this.members).hasSize(1);
	}

	@Test
	void failureWhenThereAreMembersKeepsThemAndBacksOff() {
		GroupSource source = started(1);
		answer(found(10, ONE));
		pass(10_000);
		for (int seconds : new int[] { 1, 2, 4, 8, 15, 15 }) {
			int before = this.lookup.count;
			answer(FAILED);
			pass(TimeUnit.SECONDS.toMillis(seconds) - 1);
			assertThat(this.lookup.count).isEqualTo(before);
			pass(1);
			assertThat(this.lookup.count).isEqualTo(before + 1);
		}
		assertThat(this.members).hasSize(1);
		assertThat(source.status()).isEqualTo(new SourceStatus(NOW, 6, FAILED));
		answer(found(10, TWO));
		assertThat(this.members).containsExactly(List.of(ONE), List.of(TWO));
		assertThat(source.status().failures()).isZero();
		assertThat(this.told.events).endsWith("failed after 5", "found after 6");
	}

	@Test
	void absenceWhenNothingElseIsSaidKeepsMembersForEver() {
		started(null);
		answer(found(1, ONE));
		for (int i = 0; i < 100; i++) {
			pass(15_000);
			answer(ABSENT);
		}
		assertThat(this.members).hasSize(1);
		assertThat(this.told.events).doesNotContain("removed");
	}

	@Test
	void absenceWhenItIsSaidOftenEnoughRemovesMembersOnce() {
		started(2);
		answer(found(1, ONE));
		pass(15_000);
		answer(ABSENT);
		pass(15_000);
		// Says nothing either way
		answer(FAILED);
		assertThat(this.members).hasSize(1);
		pass(15_000);
		answer(ABSENT);
		pass(15_000);
		answer(ABSENT);
		assertThat(this.members).containsExactly(List.of(ONE), List.of());
		assertThat(this.told.events).containsOnlyOnce("removed");
		pass(15_000);
		answer(found(1, ONE));
		assertThat(this.members).containsExactly(List.of(ONE), List.of(), List.of(ONE));
	}

	@Test
	void absenceWhenMembersWereFoundInBetweenCountsAnew() {
		started(2);
		for (int i = 0; i < 5; i++) {
			answer(found(1, ONE));
			pass(1000);
			answer(ABSENT);
			pass(1000);
		}
		assertThat(this.members).hasSize(1);
	}

	@Test
	void lookUpWhenThereIsNoAnswerInTimeHasFailedAndALateAnswerIsIgnored() {
		GroupSource source = started(null);
		Consumer<LookupResult> late = this.lookup.take();
		pass(9_999);
		assertThat(source.status().failures()).isZero();
		pass(1);
		assertThat(source.status().failures()).isOne();
		assertThat(source.status().failure()).hasToString("No answer within 10000 ms");
		late.accept(found(10, ONE));
		pass(0);
		assertThat(this.members).isEmpty();
		pass(1000);
		late.accept(found(10, ONE));
		answer(found(10, TWO));
		assertThat(this.members).containsExactly(List.of(TWO));
	}

	@Test
	void lookUpWhenItThrowsHasFailedAndIsRepeated() {
		this.lookup.thrown.add(new IllegalStateException("broken"));
		GroupSource source = started(null);
		assertThat(source.status().failure()).hasToString("java.lang.IllegalStateException: broken");
		pass(1000);
		answer(found(10, ONE));
		assertThat(this.members).containsExactly(List.of(ONE));
	}

	@Test
	void refreshWhenCalledOftenLooksOnceAfterTheShortestTime() {
		GroupSource source = started(null);
		answer(found(60, ONE));
		for (int i = 0; i < 10; i++) {
			source.refresh();
		}
		pass(999);
		assertThat(this.lookup.count).isOne();
		source.refresh();
		pass(1);
		assertThat(this.lookup.count).isEqualTo(2);
	}

	@Test
	void refreshWhenLookingLooksAgainAfterwards() {
		GroupSource source = started(null);
		source.refresh();
		pass(0);
		answer(found(60, ONE));
		pass(1000);
		assertThat(this.lookup.count).isEqualTo(2);
		answer(found(60, ONE));
		pass(59_000);
		assertThat(this.lookup.count).isEqualTo(2);
	}

	@Test
	void closeEndsLookUpsAndLeavesMembers() {
		GroupSource source = started(null);
		answer(found(1, ONE));
		pass(1000);
		Consumer<LookupResult> pending = this.lookup.take();
		source.close();
		pending.accept(found(1, TWO));
		pass(60_000);
		assertThat(this.members).containsExactly(List.of(ONE));
		assertThat(this.lookup.count).isEqualTo(2);
		assertThat(this.lookup.closed).isTrue();
		assertThat(this.told.events).endsWith("stopped");
	}

	private GroupSource started(@Nullable Integer removeAfter) {
		GroupSource source = source(removeAfter);
		source.start();
		pass(0);
		return source;
	}

	private GroupSource source(@Nullable Integer removeAfter) {
		Refresh refresh = new Refresh(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(60), 0,
				Duration.ofSeconds(10), removeAfter);
		SourceSettings settings = new SourceSettings.Instances("stock", ONE, ONE, refresh);
		return new GroupSource("stock", settings, this.lookup, this.channel.eventLoop(), () -> 0, () -> NOW,
				this.members::add, this.told);
	}

	private void pass(long millis) {
		this.channel.runPendingTasks();
		this.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.channel.runPendingTasks();
	}

	private void answer(LookupResult result) {
		this.lookup.take().accept(result);
		pass(0);
	}

	private static LookupResult found(int seconds, Peer... peers) {
		return new LookupResult.Found(List.of(peers), Duration.ofSeconds(seconds));
	}

	private static final class Lookup implements PeerLookup {

		private final Deque<RuntimeException> thrown = new ArrayDeque<>();

		private @Nullable Consumer<LookupResult> pending;

		private int count;

		private boolean closed;

		@Override
		public void find(Consumer<LookupResult> result) {
			this.count++;
			if (!this.thrown.isEmpty()) {
				throw this.thrown.poll();
			}
			this.pending = result;
		}

		Consumer<LookupResult> take() {
			Consumer<LookupResult> pending = this.pending;
			assertThat(pending).as("a look-up").isNotNull();
			this.pending = null;
			return pending;
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

	private static final class Told implements SourceListener {

		private final List<String> events = new ArrayList<>();

		@Override
		public void sourceStarted(String group, SourceSettings source) {
			this.events.add("started");
		}

		@Override
		public void lookedUp(String group, SourceSettings source, LookupResult result, SourceStatus before) {
			this.events.add(result.id() + " after " + before.failures());
		}

		@Override
		public void membersRemoved(String group, SourceSettings source) {
			this.events.add("removed");
		}

		@Override
		public void sourceStopped(String group, SourceSettings source) {
			this.events.add("stopped");
		}

	}

}
