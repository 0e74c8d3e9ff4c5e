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
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.Peer;

/**
 * Keeps the members of one group up to date, from one event loop: looks them up, and
 * again when what was found may have changed, or when somebody says so. Whatever goes
 * wrong, the members that are there stay.
 *
 * @since 0.1.0
 */
public final class GroupSource implements AutoCloseable {

	private final String group;

	private final SourceSettings settings;

	private final PeerLookup lookup;

	private final EventExecutor executor;

	private final RandomGenerator random;

	private final InstantSource clock;

	private final Consumer<List<Peer>> members;

	private final SourceListener listener;

	private final SourceState state;

	private final CompletableFuture<Void> first = new CompletableFuture<>();

	private volatile SourceStatus status = SourceStatus.NEW;

	private volatile boolean closed;

	/** Counts look-ups, so that a late answer of another one can be told. */
	private int current;

	private boolean looking;

	private boolean again;

	private @Nullable ScheduledFuture<?> next;

	private @Nullable ScheduledFuture<?> limit;

	/**
	 * Creates a source that does not look yet.
	 * @param group the name of the group
	 * @param settings what it looks up
	 * @param lookup looks it up; closed with this source
	 * @param executor the event loop where this source lives
	 * @param random where chance comes from
	 * @param clock the time, for those who ask about this source
	 * @param members takes the members, each time they change
	 * @param listener told what happens
	 */
	public GroupSource(String group, SourceSettings settings, PeerLookup lookup, EventExecutor executor,
			RandomGenerator random, InstantSource clock, Consumer<List<Peer>> members, SourceListener listener) {
		this.group = group;
		this.settings = settings;
		this.lookup = lookup;
		this.executor = executor;
		this.random = random;
		this.clock = clock;
		this.members = members;
		this.listener = listener;
		this.state = new SourceState(settings.refresh());
	}

	/**
	 * Returns what this source looks up.
	 * @return the settings
	 */
	public SourceSettings settings() {
		return this.settings;
	}

	/**
	 * Returns how this source is doing.
	 * @return a snapshot
	 */
	public SourceStatus status() {
		return this.status;
	}

	/**
	 * Begins to look.
	 * @return completes when the first look-up is over, whatever came of it
	 */
	public CompletableFuture<Void> start() {
		this.listener.sourceStarted(this.group, this.settings);
		this.executor.execute(this::look);
		return this.first;
	}

	/**
	 * Looks again soon, since something may have changed. However often this is called,
	 * there is the shortest interval between two look-ups.
	 */
	public void refresh() {
		this.executor.execute(() -> {
			if (this.looking) {
				this.again = true;
			}
			else if (this.next != null
					&& this.next.getDelay(TimeUnit.NANOSECONDS) > this.settings.refresh().minInterval().toNanos()) {
				lookAfter(this.settings.refresh().minInterval());
			}
		});
	}

	/**
	 * Ends, and leaves the members as they are.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.listener.sourceStopped(this.group, this.settings);
		this.executor.execute(() -> {
			cancel(this.next);
			cancel(this.limit);
			this.lookup.close();
			this.first.complete(null);
		});
	}

	private void look() {
		if (this.closed) {
			return;
		}
		int number = ++this.current;
		this.looking = true;
		this.again = false;
		Duration timeout = this.settings.refresh().timeout();
		this.limit = this.executor.schedule(
				() -> done(number, new LookupResult.Failed("No answer within " + timeout.toMillis() + " ms")),
				timeout.toNanos(), TimeUnit.NANOSECONDS);
		try {
			this.lookup.find((result) -> answered(number, result));
		}
		catch (RuntimeException ex) {
			done(number, new LookupResult.Failed(ex.toString()));
		}
	}

	private void answered(int number, LookupResult result) {
		if (!this.closed) {
			this.executor.execute(() -> done(number, result));
		}
	}

	private void done(int number, LookupResult result) {
		if (this.closed || !this.looking || number != this.current) {
			return;
		}
		this.looking = false;
		cancel(this.limit);
		SourceState.Step step = this.state.after(result, this.random.nextDouble());
		lookAfter(this.again ? this.settings.refresh().minInterval() : step.delay());
		SourceStatus before = this.status;
		this.status = before.after(result, this.clock.instant());
		this.listener.lookedUp(this.group, this.settings, result, before);
		if (step.members() != null) {
			this.members.accept(step.members());
			if (!(result instanceof LookupResult.Found)) {
				this.listener.membersRemoved(this.group, this.settings);
			}
		}
		this.first.complete(null);
	}

	private void lookAfter(Duration wait) {
		cancel(this.next);
		this.next = this.executor.schedule(this::look, wait.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static void cancel(@Nullable ScheduledFuture<?> task) {
		if (task != null) {
			task.cancel(false);
		}
	}

	@Override
	public String toString() {
		return this.settings.kind() + " '" + this.settings.name() + "' of group '" + this.group + "'";
	}

}
